import { subscribe } from '../../events/index.js';
import { type PortableEvent, packEvent } from './portable-event.js';

/** Progress is for the eye: more would only keep the channel busy. */
const progressEveryMs = 100;

/** Passes everything that the runtime says here on to another process. */
export function relayEvents(send: (event: PortableEvent) => void): () => void {
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
    send(packEvent(event));
  });
}
