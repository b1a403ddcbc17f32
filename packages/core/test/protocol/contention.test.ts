import { expect, test } from '@jest/globals';
import { benches } from './support/bench.js';
import { undocumentedFiles } from './support/documented-files.js';
import { startWorkers } from './support/worker.js';

const bench = benches('contention');

/** Each process asks in an order of its own, so that they meet on every job in all phases. */
function shuffled(ids: readonly number[], seed: number): number[] {
  return [...ids].sort((a, b) => ((a * 7919 + seed * 104729) % 1009) - ((b * 7919 + seed * 104729) % 1009));
}

test('of sixteen processes that want the same 25 artifacts at once, one computes each and all get its value', async () => {
  const own = bench();
  const { root, ledger } = own;
  const ids = Array.from({ length: 25 }, (_, index) => index + 1);
  const workers = await startWorkers(16, root);
  for (const worker of workers) worker.how({ ledger, ms: 1 });
  const answers = await Promise.all(
    workers.map(async (worker, seed) => {
      const found = [];
      for (const id of shuffled(ids, seed)) found.push(await worker.ask(id));
      return found;
    }),
  );

  expect(own.createsOfAll()).toEqual(new Map(ids.map((id) => [id, 1])));
  expect(answers.flat().filter(({ error }) => error !== undefined)).toEqual([]);
  for (const id of ids) {
    const values = answers.flat().flatMap((answer) => (answer.id === id ? [answer.value] : []));
    expect([id, new Set(values).size]).toEqual([id, 1]);
  }
  expect(undocumentedFiles(root)).toEqual([]);
});
