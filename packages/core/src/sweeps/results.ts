import { inspect } from 'node:util';
import { type ConfigurationView, compareConfigurations, shownSide, viewOfArtifact } from '../comparison/index.js';
import { CorruptArtifactError, NewerFormatError } from '../errors/index.js';
import { metricsOf, stateOf, targetOf } from '../runtime/index.js';
import type { ResultColumns, ResultData, ResultRow } from './result-data.js';
import { resultsAsCsv } from './results-csv.js';
import { resultsAsText } from './results-text.js';

/** What became of a set of artifacts, beside what tells them apart. */
export class ResultTable implements ResultData, Iterable<ResultRow> {
  readonly columns: ResultColumns;
  readonly rows: readonly ResultRow[];

  constructor(columns: ResultColumns, rows: readonly ResultRow[]) {
    this.columns = columns;
    this.rows = rows;
  }

  [Symbol.iterator](): IterableIterator<ResultRow> {
    return this.rows.values();
  }

  /** For a terminal; `width` in columns, by default those of standard output, or 80. */
  toString({ width = process.stdout.columns ?? 80 }: { readonly width?: number } = {}): string {
    return resultsAsText(this, width);
  }

  /** Comma-separated values (RFC 4180) with a line of headings, for a spreadsheet or a data frame. Numbers have all their digits. */
  toCsv(): string {
    return resultsAsCsv(this);
  }

  toJSON(): ResultData {
    return { columns: this.columns, rows: this.rows };
  }

  [inspect.custom](): string {
    return this.toString();
  }
}

/** A set of artifacts, with names if it has any. */
export type ResultSource = Iterable<object> | { entries(): Iterable<readonly [string | number, object]> };

/**
 * How artifacts stand, beside the fields in which they differ and the last value of each metric. Reads what is on disk, also of what
 * is being computed now; computes nothing. Fields of nested artifacts have dotted names.
 */
export function results(artifacts: ResultSource): ResultTable {
  const named = entriesOf(artifacts);
  const fields = differingFields(named.map(([, artifact]) => artifact));
  const metricNames = new Set<string>();
  const rows = named.map(([name, artifact], index): ResultRow => {
    const { status, metrics } = outcomeOf(artifact);
    for (const metric of Object.keys(metrics)) metricNames.add(metric);
    return { name, ref: targetOf(artifact).ref, status, fields: fields.values[index] ?? {}, metrics };
  });
  return new ResultTable({ fields: fields.paths, metrics: [...metricNames] }, rows);
}

function entriesOf(artifacts: ResultSource): (readonly [string, object])[] {
  if (!('entries' in artifacts)) return [...artifacts].map((artifact, index) => [String(index), artifact]);
  return [...artifacts.entries()].map(([name, artifact]) => [String(name), artifact]);
}

interface DifferingFields {
  readonly paths: readonly string[];
  /** For each artifact, by path. */
  readonly values: readonly Readonly<Record<string, string>>[];
}

/** In what artifacts differ from the first one, in the order in which its fields are declared. */
function differingFields(artifacts: readonly object[]): DifferingFields {
  const [first] = artifacts;
  if (first === undefined) return { paths: [], values: [] };
  const base = viewOfArtifact(first);
  const ofFirst = new Map<string, string>();
  const changes = artifacts.map((artifact) => {
    const view = viewOfArtifact(artifact);
    const changed = new Map<string, string>();
    if (view.identity !== base.identity) {
      ofFirst.set('class', base.className);
      changed.set('class', view.className);
    }
    for (const { path, before, after } of compareConfigurations(base, view, { limit: maxFields }).differences) {
      if (!ofFirst.has(path)) ofFirst.set(path, shown(before));
      changed.set(path, shown(after));
    }
    return changed;
  });
  const paths = [...ofFirst.keys()].sort((a, b) => placeOf(a, base) - placeOf(b, base));
  const values = changes.map((changed) => {
    const entries = paths.map((path) => [path, changed.get(path) ?? ofFirst.get(path) ?? ''] as const);
    return Object.fromEntries(entries);
  });
  return { paths, values };
}

/** Where a path stands among the declared fields; what the first artifact has not comes last. */
function placeOf(path: string, { leaves }: ConfigurationView): number {
  if (path === 'class' || path === 'version') return -1;
  const labels = [...leaves.values()].map(({ label }) => label);
  const place = labels.findIndex((label) => path === label || path.startsWith(`${label}.`));
  return place < 0 ? labels.length : place;
}

/** More columns than anybody reads. */
const maxFields = 200;

/** A cell holds a value by itself, without the quotes that a sentence needs. */
function shown(side: Parameters<typeof shownSide>[0]): string {
  if (side === undefined) return '';
  return typeof side.json === 'string' ? side.json : shownSide(side, Number.POSITIVE_INFINITY);
}

function outcomeOf(artifact: object): Pick<ResultRow, 'status' | 'metrics'> {
  try {
    return { status: stateOf(artifact).status, metrics: lastMetrics(artifact) };
  } catch (error) {
    if (!CorruptArtifactError.is(error) && !NewerFormatError.is(error)) throw error;
    return { status: 'damaged', metrics: {} };
  }
}

function lastMetrics(artifact: object): Readonly<Record<string, number>> {
  const last = new Map<string, number>();
  for (const { name, value } of metricsOf(artifact)) last.set(name, value);
  return Object.fromEntries(last);
}
