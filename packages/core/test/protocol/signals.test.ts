import { expect, test } from '@jest/globals';
import { benches } from './support/bench.js';
import { Worker } from './support/worker.js';

const bench = benches('signals');

test.each<NodeJS.Signals>(['SIGTERM', 'SIGINT', 'SIGHUP'])(
  'a process that is busy in a create dies of %s at once',
  async (signal) => {
    const own = bench();
    const busy = await Worker.start(own.root);
    busy.how({ ms: 3_600_000, busy: true });
    busy.ask(1).catch(() => undefined);
    await busy.creating(1);
    busy.signal(signal);
    expect(await busy.ended).toBe(signal);
  },
);

test('when a parent is terminated after its child has succeeded, the child stays published and the parent is taken over', async () => {
  const own = bench();
  const first = await Worker.start(own.root);
  first.how({ ledger: own.ledger, parentMs: 60_000 });
  first.askParent(1).catch(() => undefined);
  await first.creating(-1);
  first.signal('SIGTERM');
  expect(await first.ended).toBe('SIGTERM');

  const next = await Worker.start(own.root);
  next.how({ ledger: own.ledger });
  expect((await next.state(1)).value).toMatchObject({ status: 'success' });
  const proof = own.proof(1);
  const { value, events } = await next.askParent(1);
  // The parent asks for its child without declaring it.
  expect(events).toEqual(['started preempted', 'warning undeclared-dependency', 'hit published', 'published created']);
  expect(value).toBe((await next.ask(1)).value);
  expect(own.proof(1)).toBe(proof);
  expect(own.creates(1)).toBe(1);
  expect(own.events(1).map(({ type }) => type)).toEqual(['started', 'published']);
});
