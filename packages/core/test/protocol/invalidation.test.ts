import { expect, test } from '@jest/globals';
import { benches } from './support/bench.js';
import { undocumentedFiles } from './support/documented-files.js';
import { startWorkers } from './support/worker.js';

const bench = benches('invalidation');

test('processes that invalidate and publish as fast as they can never see a half state, and end with one result', async () => {
  const own = bench();
  const workers = await startWorkers(4, own.root);
  for (const worker of workers) worker.how({ ledger: own.ledger, ms: 1 });
  const ids = [1, 2, 3];
  const steps = (seed: number): ('ask' | 'invalidate')[] =>
    Array.from({ length: 12 }, (_, step) => ((step * 7 + seed * 3) % 5 < 2 ? 'invalidate' : 'ask'));
  const answers = await Promise.all(
    workers.flatMap((worker, seed) => ids.map((id) => worker.loop(id, steps(seed + id)))),
  );
  // Every value was read whole (see Job.load), and nobody failed.
  const outcomes = answers.flatMap(({ value }) => value ?? []);
  expect(outcomes).toHaveLength(4 * 3 * 12);
  expect(outcomes.filter((outcome) => typeof outcome === 'object')).toEqual([]);

  for (const id of ids) {
    const values = await Promise.all(workers.map((worker) => worker.ask(id)));
    expect(new Set(values.map(({ value }) => value)).size).toBe(1);
    // Every create was published, and every publication but the last set aside.
    const types = own.events(id).map(({ type }) => type);
    const count = (type: string): number => types.filter((other) => other === type).length;
    expect([count('started'), count('published')]).toEqual([own.creates(id), own.creates(id)]);
    expect(own.setAside(id)).toBe(own.creates(id) - 1);
    const state = await workers[0]?.state(id);
    expect(state?.value).toMatchObject({ status: 'success' });
  }
  expect(undocumentedFiles(own.root)).toEqual([]);
});
