import { appendLine, readIfPresent } from './files.js';
import type { ArtifactLayout } from './layout.js';
import { decodeLines, encodeLine } from './record.js';
import { count, members, text, time } from './shape.js';
import { storageError } from './storage-error.js';

/** A line of `events.jsonl`. */
export interface StoredEvent {
  readonly at: string;
  readonly type:
    | 'queued'
    | 'dequeued'
    | 'waiting'
    | 'takenOver'
    | 'started'
    | 'published'
    | 'failed'
    | 'preempted'
    | 'lost'
    | 'invalidated';
  /** The claim that it is about; of `queued` and `dequeued` the last one before. */
  readonly epoch: number;
  readonly [detail: string]: unknown;
}

/** Appends a transition; each is one write, so that lines of several processes do not mix. Throws `StorageError`. */
export function appendEvent(
  layout: ArtifactLayout,
  type: StoredEvent['type'],
  epoch: number,
  details: Readonly<Record<string, unknown>> = {},
): void {
  const event: StoredEvent = { at: new Date().toISOString(), type, epoch, ...details };
  try {
    appendLine(layout.events, encodeLine(event));
  } catch (error) {
    throw storageError(error, 'writing an event', layout.events, layout.name);
  }
}

const isEvent = members({ at: time, type: text, epoch: count });

/** Everything that happened to an artifact, as far as lines are sound; torn ones are left out. */
export function readEvents(layout: ArtifactLayout): readonly StoredEvent[] {
  const bytes = readIfPresent(layout.events, 64 * 1024 * 1024);
  if (bytes === undefined) return [];
  return decodeLines(bytes.toString('utf8')).records.filter(isEvent) as unknown as StoredEvent[];
}
