import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Child, runTogether } from '../rig/child.js';
import { Ledger } from '../rig/ledger.js';
import { outcome, type Row } from '../row.js';

/** Lets a process begin a create, kills it in the middle, and lets `herd` others ask together. Returns what went wrong. */
async function round(directory: string, execArgv: readonly string[], id: number, herd: number): Promise<string[]> {
  const ledger = new Ledger(directory, `ledger-${id}.txt`);
  const root = join(directory, 'root');
  const victim = new Child({ root, ledger: ledger.path, ids: [id], ms: 60_000 }, { execArgv });
  const others = Array.from(
    { length: herd },
    () => new Child({ root, ledger: ledger.path, ids: [id], ms: 20 }, { execArgv }),
  );
  await victim.ready();
  victim.go();
  while (ledger.total() === 0) await sleep(2);
  victim.kill();
  await victim.ended;
  await runTogether(others);
  const creates = ledger.total() - 1;
  const problems = others.flatMap((child) => child.problems());
  return creates === 1 ? problems : [...problems, `round ${id}: ${creates} creates after the kill`];
}

export const stampede: Row = {
  id: 2,
  fault: 'kill -9 in the middle of a create, then a herd at once',
  promise: 'exactly one of the herd computes again',
  async run({ scale, directory, execArgv }) {
    const herds = scale === 'full' ? [...Array<number>(70).fill(6), ...Array<number>(30).fill(32)] : [6, 6, 6];
    const problems: string[] = [];
    for (const [id, herd] of herds.entries()) problems.push(...(await round(directory, execArgv, id, herd)));
    return outcome(`${herds.length} rounds with ${[...new Set(herds)].join(' and ')} processes`, problems);
  },
};
