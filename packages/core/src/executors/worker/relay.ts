import { inspect } from 'node:util';
import { type HuldraEvent, subscribe } from '../../events/index.js';
import { restoreError, storeError } from '../../runtime/index.js';

/** Progress is for the eye: more would only keep the channel busy. */
const progressEveryMs = 100;

/** Passes everything that the runtime says here on to another process. */
export function relayEvents(send: (event: HuldraEvent) => void): () => void {
  const shownAt = new Map<string, number>();
  return subscribe((event) => {
    if (event.type === 'progress') {
      const { dir } = event.artifact;
      const now = performance.now();
      const isLast = event.done === event.total;
      if (!isLast && now - (shownAt.get(dir) ?? Number.NEGATIVE_INFINITY) < progressEveryMs) return;
      shownAt.set(dir, now);
    }
    if (event.type === 'published' || event.type === 'failed') shownAt.delete(event.artifact.dir);
    send(portable(event));
  });
}

/** An event without what cannot be sent: errors become plain ones, and shown values texts. */
function portable(event: HuldraEvent): HuldraEvent {
  if (event.type === 'failed') return { ...event, error: restoreError(storeError(event.error)) };
  if (event.type !== 'log') return event;
  return { ...event, details: event.details.map((detail) => (isScalar(detail) ? detail : inspect(detail))) };
}

function isScalar(value: unknown): boolean {
  return value === null || ['string', 'number', 'boolean', 'bigint', 'undefined'].includes(typeof value);
}
