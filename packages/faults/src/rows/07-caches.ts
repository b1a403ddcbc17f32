import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { machine } from '../rig/host.js';
import { type Census, census, figuresOf, liveAndDie, type Mortal, ordersOf } from '../rig/mortal-host.js';
import { MountSpace } from '../rig/mount-space.js';
import { Ticker } from '../rig/ticker.js';
import { type Timed, withLease } from '../rig/with-lease.js';
import type { Bench } from '../row.js';
import type { Half } from './07-clocks.js';

/** What the kernel answers from its cache, and for how long, in seconds. */
interface Staleness {
  readonly title: string;
  readonly options: string;
  readonly leaseSecs: number;
  readonly jobs: number;
  /** How long a create takes, in leases. */
  readonly leases: number;
}

/**
 * What stat says of a file that was seen before. The lease is shorter, and owners live for longer than a lease: that they live
 * must be read from the bytes of the heartbeat.
 */
function staleAttributes(secs: number, jobs: number): Staleness {
  const options = `attr_timeout=${secs},entry_timeout=${secs},negative_timeout=0`;
  return { title: `${secs} s stale attributes`, options, leaseSecs: 1.5, jobs, leases: 1.7 };
}

/** Also which names there are not. The lease is longer, as its default is on NFS. */
function staleNames(secs: number, jobs: number): Staleness {
  const options = `attr_timeout=${secs},entry_timeout=${secs},negative_timeout=${secs}`;
  return { title: `${secs} s stale names`, options, leaseSecs: secs * 1.4, jobs, leases: 0.02 };
}

/** Two machines, each with several processes, which see one directory through mounts of their own. */
export async function caches(bench: Bench): Promise<Half> {
  const isFull = bench.scale === 'full';
  const kinds = isFull ? [staleAttributes(5, 8), staleNames(5, 30)] : [staleAttributes(5, 1), staleNames(1, 4)];
  const processes = isFull ? 4 : 2;
  const figures: string[] = [];
  const problems: string[] = [];
  for (const [index, kind] of kinds.entries()) {
    const result = await withLease(kind.leaseSecs, (leaseSecs, name) => {
      const directory = join(bench.directory, `caches-${index}-${name}`);
      return overTwoMounts({ ...kind, leaseSecs }, processes, { ...bench, directory });
    });
    if (typeof result === 'string') return { why: `no stale caches: ${result}` };
    const title = `two mounts with ${kind.title}, ${2 * processes} processes x ${kind.jobs} artifacts`;
    figures.push(`${title}: ${figuresOf([result])}`);
    problems.push(...result.problems);
  }
  return { figures: figures.join('; '), problems };
}

/** The first process of each machine dies once. A text says why nothing could be mounted. */
async function overTwoMounts(kind: Staleness, processes: number, bench: Bench): Promise<(Census & Timed) | string> {
  const { directory, execArgv } = bench;
  const shared = join(directory, 'shared');
  const mounts = [join(directory, 'mount-0'), join(directory, 'mount-1')];
  for (const path of [shared, ...mounts]) mkdirSync(path, { recursive: true });
  const space = await MountSpace.open();
  if (typeof space === 'string') return space;
  try {
    // In memory: a busy disk must not look like a silent owner.
    const whyNot = space.run('mount', '-t', 'tmpfs', 'tmpfs', shared);
    if (whyNot !== undefined) return whyNot;
    for (const mount of mounts) {
      const why = await space.serve(mount, 'bindfs', '-f', '-o', kind.options, shared, mount);
      if (why !== undefined) return why;
    }
    const env = { HULDRA_LEASE_SECS: String(kind.leaseSecs) };
    const mortals = mounts.flatMap((mount, number) => {
      const options = { execArgv, env, wrapper: [...space.wrapper, ...machine(directory, `host-${number}`)] };
      return Array.from({ length: processes }, (_, index): Mortal => {
        const orders = ordersOf(kind.jobs, index === 0 ? 2 : 1, number * processes + index);
        return {
          name: `${number}-${index}`,
          directory,
          plan: { root: join(mount, 'root'), ms: kind.leases * kind.leaseSecs * 1000 },
          orders,
          options,
        };
      });
    });
    const ticker = new Ticker(mounts[0] ?? shared, space.wrapper);
    const lives = await Promise.all(mortals.map(liveAndDie)).finally(() => ticker.end());
    return { ...census(kind.jobs, lives.flat()), hinderedMs: await ticker.end() };
  } finally {
    await space.close();
  }
}
