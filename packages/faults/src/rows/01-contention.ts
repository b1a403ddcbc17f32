import { join } from 'node:path';
import { Child, runTogether } from '../rig/child.js';
import { Ledger } from '../rig/ledger.js';
import { outcome, type Row } from '../row.js';

/** Each process asks in an order of its own, so that they meet on every job in all phases. */
function shuffled(count: number, seed: number): number[] {
  return Array.from({ length: count }, (_, id) => id).sort(
    (a, b) => ((a * 7919 + seed * 104729) % 1009) - ((b * 7919 + seed * 104729) % 1009),
  );
}

export const contention: Row = {
  id: 1,
  fault: 'many processes want many artifacts at once',
  promise: 'one create each, right values for all',
  async run({ scale, directory, execArgv }) {
    const [processes, jobs] = scale === 'full' ? [64, 200] : [16, 25];
    const ledger = new Ledger(directory);
    const children = Array.from({ length: processes }, (_, seed) => {
      const plan = { root: join(directory, 'root'), ledger: ledger.path, ids: shuffled(jobs, seed), ms: 1 };
      return new Child(plan, { execArgv });
    });
    await runTogether(children);
    const problems = children.flatMap((child) => child.problems());
    for (const [id, count] of ledger.counts()) if (count !== 1) problems.push(`job ${id} was created ${count} times`);
    if (ledger.counts().size !== jobs) problems.push(`${ledger.counts().size} of ${jobs} jobs were created`);
    return outcome(
      `${processes} processes x ${jobs} artifacts: ${processes * jobs} calls, ${ledger.total()} creates`,
      problems,
    );
  },
};
