import type { ActiveScope, Caller } from '@huldra/core';
import { printRecord } from '../console/console-sink.js';
import { writeRecord } from '../files/write-record.js';
import { placeOf } from '../source/place.js';
import { fileRecord } from '../text/file-record.js';
import { consoleLevelOf } from './levels.js';

/** Where a record belongs: an artifact that is active, or none. */
export type Scope = Pick<ActiveScope, 'log' | 'depth'> | undefined;

/** A record of a logger other than huldra's own. */
export interface ForeignRecord {
  readonly time: Date;
  readonly level: string;
  readonly logger: string;
  readonly caller: Caller | undefined;
  /** Without secrets. */
  readonly message: string;
}

/** Writes a record into the log of its artifact or the unscoped one, and on the consoles if `isShown`. */
export function writeForeign(record: ForeignRecord, isShown: boolean, scope: Scope): void {
  const place = placeOf(record.caller);
  writeRecord(scope?.log, fileRecord({ ...record, at: place?.long }));
  if (!isShown) return;
  const { level, message } = record;
  printRecord({ level: consoleLevelOf(level), depth: scope?.depth ?? 0, at: place?.short, message });
}
