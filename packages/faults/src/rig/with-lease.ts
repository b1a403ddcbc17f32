/** For what part of a lease a heartbeat may be hindered here before what is seen then says nothing about the store. */
const tolerable = 1 / 4;
/** How often to try, with a lease that is three times as long each time. */
const trials = 3;

/** What came of a trial whose truth depends on a lease. */
export interface Timed {
  readonly problems: readonly string[];
  /** For how long a heartbeat that belonged to nobody was hindered meanwhile, in milliseconds; see `Ticker`. */
  readonly hinderedMs: number;
}

/**
 * Runs something that must hold unless a living owner is silent for a lease. On a busy machine every owner is: when something is
 * broken, and a heartbeat of nobody was hindered as well, it is run again with a longer lease. `name` is another each time.
 */
export async function withLease<T extends Timed | string>(
  leaseSecs: number,
  run: (leaseSecs: number, name: string) => Promise<T>,
): Promise<T> {
  for (let trial = 1; ; trial += 1) {
    const secs = leaseSecs * 3 ** (trial - 1);
    const result = await run(secs, `lease-${trial}`);
    const isBroken = typeof result !== 'string' && result.problems.length > 0;
    if (!isBroken || trial === trials || result.hinderedMs < secs * 1000 * tolerable) return result;
  }
}
