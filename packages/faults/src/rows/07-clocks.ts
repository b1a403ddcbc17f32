import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Clocks } from '../rig/clock.js';
import { container, machine } from '../rig/host.js';
import { type Census, census, figuresOf, liveAndDie, type Mortal, ordersOf } from '../rig/mortal-host.js';
import { Ticker } from '../rig/ticker.js';
import { withLease } from '../rig/with-lease.js';
import type { Bench } from '../row.js';

/** What one half of a row found, or why it could not be tried. */
export type Half = { readonly figures: string; readonly problems: readonly string[] } | { readonly why: string };

/** Hosts, half of them containers, whose clocks are an hour late, right, or an hour early. */
export async function clocks({ scale, directory, execArgv }: Bench): Promise<Half> {
  const found = Clocks.find();
  if (typeof found === 'string') return { why: `no wrong clocks: ${found}` };
  const [hosts, jobs, deaths, rounds] = scale === 'full' ? [8, 40, 2, 4] : [4, 8, 1, 1];
  const censuses: Census[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const counted = await withLease(2, async (leaseSecs, trial) => {
      const below = join(directory, `clocks-${round}-${trial}`);
      mkdirSync(below);
      const mortals = Array.from({ length: hosts }, (_, number): Mortal => {
        const name = `host-${number}`;
        const env = { HULDRA_LEASE_SECS: String(leaseSecs), ...found.off([-3600, 0, 3600][number % 3] ?? 0) };
        const wrapper = number % 2 === 0 ? machine(below, name) : container(name);
        const plan = { root: join(below, 'root'), ms: 30 };
        const orders = ordersOf(jobs, deaths + 1, number);
        return { name, directory: below, plan, orders, options: { execArgv, env, wrapper } };
      });
      const ticker = new Ticker(below);
      const lives = await Promise.all(mortals.map(liveAndDie)).finally(() => ticker.end());
      return { ...census(jobs, lives.flat()), hinderedMs: await ticker.end() };
    });
    censuses.push(counted);
  }
  const title = `${hosts} hosts with clocks -1 h, 0, +1 h x ${jobs} artifacts x ${rounds}`;
  return { figures: `${title}: ${figuresOf(censuses)}`, problems: censuses.flatMap(({ problems }) => problems) };
}
