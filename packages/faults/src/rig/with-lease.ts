import { Worker } from 'node:worker_threads';

/** What part of a lease this machine may stand still for before what is seen then says nothing about the store. */
const tolerable = 1 / 4;
/** How often to try, with a lease that is three times as long each time. */
const trials = 3;

/** A trial whose truth depends on a lease. */
interface Timed {
  readonly problems: readonly string[];
}

/**
 * Runs something that must hold unless a living owner is silent for a lease. On a busy machine every owner is: when something is
 * broken, and a thread that beat for nobody was hindered as well, it is run again with a longer lease. `name` is another each time.
 */
export async function withLease<T extends Timed | string>(
  leaseSecs: number,
  directory: string,
  run: (leaseSecs: number, name: string) => Promise<T>,
): Promise<T> {
  for (let trial = 1; ; trial += 1) {
    const secs = leaseSecs * 3 ** (trial - 1);
    const buffer = new SharedArrayBuffer(4);
    const ticker = new Worker(new URL('../child/ticker.js', import.meta.url), { workerData: { directory, buffer } });
    const result = await run(secs, `lease-${trial}`).finally(() => ticker.terminate());
    const isBroken = typeof result !== 'string' && result.problems.length > 0;
    const stoodStillMs = Atomics.load(new Int32Array(buffer), 0);
    if (!isBroken || trial === trials || stoodStillMs < secs * 1000 * tolerable) return result;
  }
}
