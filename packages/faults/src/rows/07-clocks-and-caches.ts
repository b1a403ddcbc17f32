import { whyNoHosts } from '../rig/host.js';
import { inMemory } from '../rig/in-memory.js';
import { outcome, type Row } from '../row.js';
import { caches } from './07-caches.js';
import { clocks } from './07-clocks.js';

export const clocksAndCaches: Row = {
  id: 7,
  fault: 'clocks an hour apart, and stale attribute caches, while owners die',
  promise: 'one create each, unless its owner died; right values for all',
  async run(bench) {
    const why = whyNoHosts();
    if (why !== undefined) return { verdict: 'skipped', why };
    // They mostly wait for leases; in full each would disturb the other.
    const isSlice = bench.scale === 'slice';
    const halves = isSlice
      ? await Promise.all([inMemory(bench, clocks), caches(bench)])
      : [await inMemory(bench, clocks), await caches(bench)];
    const reasons = halves.flatMap((half) => ('why' in half ? [half.why] : []));
    if (reasons.length === halves.length) return { verdict: 'skipped', why: reasons.join('; ') };
    const done = halves.flatMap((half) => ('why' in half ? [] : [half]));
    const figures = done.map((half) => half.figures).join('; ');
    return outcome(
      figures,
      done.flatMap((half) => half.problems),
      reasons,
    );
  },
};
