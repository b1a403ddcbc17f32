import type { ArtifactRef } from '../events/index.js';
import type { Status } from '../state/index.js';

/** One artifact in a table of results. */
export interface ResultRow {
  /** Its name in the collection; its position in a list. */
  readonly name: string;
  readonly ref: ArtifactRef;
  readonly status: Status | 'damaged';
  /** What tells the rows apart, by column: fields with their values as a person reads them. */
  readonly fields: Readonly<Record<string, string>>;
  /** The last value of each metric that `create` recorded. */
  readonly metrics: Readonly<Record<string, number>>;
}

export interface ResultColumns {
  /** Paths in which the configurations differ; also `class`, if they are of several. */
  readonly fields: readonly string[];
  readonly metrics: readonly string[];
}

/** A table of results as data. */
export interface ResultData {
  readonly columns: ResultColumns;
  readonly rows: readonly ResultRow[];
}
