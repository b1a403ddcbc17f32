import { CorruptArtifactError } from '../errors/index.js';
import type { OwnerSummary, PreviousOwner } from '../events/index.js';
import type { Status } from '../state/index.js';
import { readIfPresent, replaceFile } from './files.js';
import { type ArtifactLayout, isAttemptId } from './layout.js';
import { errorShape, ownerSummaryShape, type StoredError } from './owner.js';
import { decodeRecord, encodeRecord } from './record.js';
import { count, list, members, optional, text, time, word } from './shape.js';
import { storageError } from './storage-error.js';

/** `state.json`: what a person or a tool wants to know at a glance. Advisory: claims and `SUCCESS.json` are the truth. */
export interface StateRecord {
  readonly schemaVersion: 1;
  readonly status: Status;
  readonly reason: string;
  readonly epoch: number;
  readonly attempt?: string;
  readonly owner?: OwnerSummary;
  /** Whose claim the attempt took over, when its owner died or fell silent. */
  readonly takenOverFrom?: PreviousOwner | undefined;
  readonly startedAt?: string;
  readonly updatedAt: string;
  readonly error?: StoredError;
  readonly logTail?: readonly string[];
}

const statuses = ['missing', 'queued', 'running', 'success', 'failed', 'preempted'] satisfies Status[];

const isState = members({
  status: word(statuses),
  reason: text,
  epoch: count,
  attempt: optional((name) => typeof name === 'string' && isAttemptId(name)),
  owner: optional(ownerSummaryShape),
  startedAt: optional(time),
  updatedAt: time,
  error: optional(errorShape),
  logTail: optional(list(text)),
});

/** The recorded state; undefined when there is none or it is damaged. Throws when it was written by a newer huldra. */
export function readStateFile(layout: ArtifactLayout): StateRecord | undefined {
  try {
    const bytes = readIfPresent(layout.state, 1 << 20);
    if (bytes === undefined) return undefined;
    const record = decodeRecord(bytes, layout.state, 1);
    return isState(record) ? (record as unknown as StateRecord) : undefined;
  } catch (error) {
    if (CorruptArtifactError.is(error)) return undefined;
    throw error;
  }
}

/** Records a state, unless that of a later epoch is recorded: a late note is no news. Throws `StorageError`. */
export function writeStateFile(layout: ArtifactLayout, state: Omit<StateRecord, 'schemaVersion' | 'updatedAt'>): void {
  const present = readStateFile(layout);
  if (present !== undefined && present.epoch > state.epoch) return;
  const record: StateRecord = { schemaVersion: 1, ...state, updatedAt: new Date().toISOString() };
  try {
    replaceFile(layout.state, encodeRecord(record), { sync: false });
  } catch (error) {
    throw storageError(error, 'writing the state', layout.state, layout.name);
  }
}
