import { whyNoHosts } from '../rig/host.js';
import { inMemory } from '../rig/in-memory.js';
import { type Bench, type Outcome, outcome, type Row } from '../row.js';
import { outlive } from './08-living.js';
import { signals } from './08-signals.js';

export const blocked: Row = {
  id: 8,
  fault: 'the main thread is blocked for longer than the lease, also while SIGTERM or SIGINT arrives',
  promise:
    'nobody takes over from the living; a signal kills at once, and a waiter on the same host sees it within two seconds',
  run: (bench) => inMemory(bench, tryBoth),
};

async function tryBoth(bench: Bench): Promise<Outcome> {
  const isSlice = bench.scale === 'slice';
  // Side by side in a slice, because both mostly wait; in full nothing is to disturb what is measured.
  const [living, dead] = isSlice
    ? await Promise.all([outlive(bench), signals(bench)])
    : [await outlive(bench), await signals(bench)];
  const noHosts = whyNoHosts();
  const without = noHosts === undefined ? [] : [`waiters on other hosts: ${noHosts}`];
  return outcome(`${living.figures}; ${dead.figures}`, [...living.problems, ...dead.problems], without);
}
