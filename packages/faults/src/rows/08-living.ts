import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan } from '../child/plan.js';
import { Child, runTogether } from '../rig/child.js';
import { container, machine, whyNoHosts } from '../rig/host.js';
import { Ledger } from '../rig/ledger.js';
import { Ticker } from '../rig/ticker.js';
import { until } from '../rig/until.js';
import { type Timed, withLease } from '../rig/with-lease.js';
import type { Bench } from '../row.js';

const shortestLeaseSecs = 1.5;

/** What a part of a row found. */
export interface Part {
  readonly figures: string;
  readonly problems: readonly string[];
}

interface Owner {
  /** With one artifact it blocks within the first create of the process, with several when it owns them all. */
  readonly jobs: number;
  readonly busy: boolean;
}

const idle: Owner = { jobs: 1, busy: false };

/** Owners whose main thread is blocked for several leases, and waiters on their host and on others. */
export async function outlive(bench: Bench): Promise<Part> {
  const isFull = bench.scale === 'full';
  // One at a time is busy: two would keep two processors from everybody else.
  const rounds: Owner[][] = isFull
    ? [
        [
          { jobs: 1, busy: true },
          { jobs: 8, busy: false },
        ],
        [{ jobs: 8, busy: true }, idle],
      ]
    : [[idle]];
  const leases = isFull ? 6 : 3;
  const others = whyNoHosts() === undefined ? 2 : 0;
  const results: Waited[] = [];
  for (const [round, owners] of rounds.entries()) {
    const waits = owners.map((owner, index) =>
      withLease(shortestLeaseSecs, (leaseSecs, name) => {
        const directory = join(bench.directory, `living-${round}-${index}-${name}`);
        mkdirSync(directory);
        const hosts = others > 0 ? [[], machine(directory, 'machine'), container('container')] : [[]];
        return waitForLiving(owner, { leaseSecs, leases, directory, hosts, execArgv: bench.execArgv });
      }),
    );
    results.push(...(await Promise.all(waits)));
  }
  const creates = results.reduce((sum, result) => sum + result.creates, 0);
  const title = `${results.length} owners blocked for ${leases} leases, with waiters on ${1 + others} hosts`;
  return { figures: `${title}: ${creates} creates`, problems: results.flatMap(({ problems }) => problems) };
}

interface Waited extends Timed {
  readonly creates: number;
}

interface Scene {
  readonly leaseSecs: number;
  /** For how many of them the owner is blocked. */
  readonly leases: number;
  readonly directory: string;
  /** Commands by which the waiters are run. */
  readonly hosts: readonly (readonly string[])[];
  readonly execArgv: readonly string[];
}

async function waitForLiving({ jobs, busy }: Owner, scene: Scene): Promise<Waited> {
  const { leaseSecs, leases, directory, hosts, execArgv } = scene;
  const ledger = new Ledger(directory);
  const ids = Array.from({ length: jobs }, (_, id) => id);
  const plan: Plan = {
    root: join(directory, 'root'),
    ledger: ledger.path,
    ids,
    kind: 'blocking',
    together: true,
    busy,
  };
  const env = { HULDRA_LEASE_SECS: String(leaseSecs) };
  const owner = new Child({ ...plan, ms: leases * leaseSecs * 1000 }, { execArgv, env });
  const waiters = hosts.map((wrapper) => new Child(plan, { execArgv, env, wrapper }));
  const all = [owner, ...waiters];
  const ticker = new Ticker(directory);
  try {
    await Promise.all(all.map((child) => child.ready()));
    owner.go();
    await until(() => ledger.total() >= jobs, owner);
    await runTogether(waiters);
    await owner.ended;
    const creates = ledger.total();
    const problems = all.flatMap((child) => child.problems());
    if (creates !== jobs) problems.push(`${jobs} artifacts of a blocked owner were created ${creates} times`);
    return { creates, problems, hinderedMs: await ticker.end() };
  } finally {
    await ticker.end();
    for (const child of all) child.kill();
  }
}
