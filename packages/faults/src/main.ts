import { parseArgs } from 'node:util';
import type { Scale } from './row.js';
import { rows } from './rows/index.js';
import { runRow } from './run-row.js';
import { type Finished, table } from './table.js';

/** `pnpm test:faults [--slice] [--only 1,2]`: runs the rows one after the other and ends with one table. */
const { values } = parseArgs({
  options: { slice: { type: 'boolean', default: false }, only: { type: 'string' }, seed: { type: 'string' } },
});
const scale: Scale = values.slice ? 'slice' : 'full';
const seed = Number(values.seed ?? Date.now() % 2 ** 31);
const wanted = values.only?.split(',').map(Number);

const finished: Finished[] = [];
for (const row of rows) {
  if (wanted !== undefined && !wanted.includes(row.id)) continue;
  const began = performance.now();
  const outcome = await runRow(row, { scale, seed });
  const result = { row, outcome, seconds: (performance.now() - began) / 1000 };
  finished.push(result);
  const figures = outcome.verdict === 'skipped' ? outcome.why : outcome.figures;
  console.log(`${outcome.verdict.padEnd(8)} ${row.id}. ${row.fault}: ${figures} (${result.seconds.toFixed(1)} s)`);
  if (outcome.verdict === 'broken')
    for (const problem of outcome.problems.slice(0, 20)) console.log(`         ${problem}`);
}
console.log(`\n${table(finished)}`);
if (finished.some(({ outcome }) => outcome.verdict === 'broken')) process.exitCode = 1;
