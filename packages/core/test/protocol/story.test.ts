import { hostname } from 'node:os';
import { expect, test } from '@jest/globals';
import { type Bench, benches } from './support/bench.js';
import { startWorkers, Worker } from './support/worker.js';

const bench = benches('story');

/** The recorded events as `epoch type`, with their reason where there is one. */
function story(own: Bench, id: number): string[] {
  return own.events(id).map(({ epoch, type, reason }) => [epoch, type, reason].filter(Boolean).join(' '));
}

async function worker(own: Bench): Promise<Worker> {
  const started = await Worker.start(own.root);
  started.how({ ledger: own.ledger });
  return started;
}

test('events.jsonl tells of a failure, a success and an invalidation, and state.json of the last of them', async () => {
  const own = bench();
  const one = await worker(own);
  one.how({ failure: 'no luck' });
  await one.ask(1);
  expect(story(own, 1)).toEqual(['1 started missing', '1 failed error']);
  expect(own.state(1)).toMatchObject({ status: 'failed', reason: 'error', epoch: 1, error: { message: 'no luck' } });

  const other = await worker(own);
  await other.ask(1);
  expect(story(own, 1).slice(2)).toEqual(['2 started failed', '2 published']);
  expect(own.state(1)).toMatchObject({ status: 'success', epoch: 2, attempt: own.success(1)?.attempt });

  await one.invalidate(1, 'wrong data');
  expect(story(own, 1).slice(4)).toEqual(['4 invalidated wrong data']);
  expect(own.state(1)).toMatchObject({ status: 'missing', reason: 'invalidated: wrong data', epoch: 4 });

  await other.ask(1);
  expect(story(own, 1).slice(5)).toEqual(['5 started invalidated', '5 published']);
  expect(own.state(1)).toMatchObject({ status: 'success', epoch: 5, attempt: own.success(1)?.attempt });
  expect(own.success(1)).toMatchObject({ epoch: 5, manifest: { files: 2 } });
});

test('a takeover is told by the second start, with its owner and its reason', async () => {
  const own = bench();
  const [victim, heir] = await startWorkers(2, own.root);
  if (victim === undefined || heir === undefined) throw new Error('two were started');
  victim.how({ ms: 60_000 });
  victim.ask(1).catch(() => undefined);
  await victim.creating(1);
  expect(own.state(1)).toMatchObject({ status: 'running', epoch: 1, owner: { pid: victim.pid } });
  await victim.kill();
  await heir.ask(1);
  expect(story(own, 1)).toEqual([
    '1 started missing',
    '2 takenOver process ended',
    '2 started preempted',
    '2 published',
  ]);
  const from = { epoch: 1, owner: { host: hostname(), pid: victim.pid, since: own.owner(1, 1)?.claimedAt } };
  const [first, taken, second] = own.events(1);
  expect(first).toMatchObject({ owner: { pid: victim.pid } });
  expect(first).not.toHaveProperty('predecessor');
  expect(taken).toMatchObject({ from });
  expect(second).toMatchObject({
    owner: { pid: heir.pid },
    predecessor: { ...from, outcome: 'died', why: 'process ended' },
  });
  const takenOverFrom = { ...from, why: 'process ended' };
  expect(own.state(1)).toMatchObject({ status: 'success', epoch: 2, owner: { pid: heir.pid }, takenOverFrom });
});

test('an attempt after a failure names who failed and why, and is no takeover', async () => {
  const own = bench();
  const one = await worker(own);
  one.how({ failure: 'no luck' });
  await one.ask(1);
  const other = await worker(own);
  await other.ask(1);
  expect(own.events(1)[2]).toMatchObject({
    type: 'started',
    reason: 'failed',
    predecessor: { epoch: 1, owner: { pid: one.pid }, outcome: 'failed', why: 'error' },
  });
  expect(own.state(1)).not.toHaveProperty('takenOverFrom');
});

test('a failure is told with its error and resources, by events.jsonl as well as by state.json', async () => {
  const own = bench();
  const one = await worker(own);
  one.how({ failure: 'no luck' });
  await one.ask(1);
  const error = { name: 'Error', message: 'no luck', stack: expect.stringContaining('job.mjs') };
  expect(own.events(1)[1]).toMatchObject({
    type: 'failed',
    error,
    logTail: expect.any(Array),
    durationMs: expect.any(Number),
    resources: { wallMs: expect.any(Number), peakMemoryBytes: expect.any(Number) },
  });
  expect(own.state(1)).toMatchObject({ status: 'failed', error, logTail: expect.any(Array) });
});

test('each process that waits says so once, and for whom', async () => {
  const own = bench();
  const [owner, ...waiters] = await startWorkers(3, own.root);
  if (owner === undefined) throw new Error('three were started');
  owner.how({ ms: 1500 });
  const computing = owner.ask(1);
  await owner.creating(1);
  const answers = await Promise.all(waiters.map((waiter) => waiter.ask(1)));
  expect(answers.map(({ events }) => events)).toEqual(waiters.map(() => ['waiting running', 'hit waited']));
  await computing;
  const waits = own.events(1).filter(({ type }) => type === 'waiting');
  expect(waits).toHaveLength(2);
  for (const { pid } of waiters) {
    expect(waits).toContainEqual(
      expect.objectContaining({ epoch: 1, reason: 'running', by: { host: hostname(), pid }, owner: expect.anything() }),
    );
  }
});

test('an owner that was stopped for a lease tells that it has lost its claim', async () => {
  const own = bench();
  const env = { HULDRA_LEASE_SECS: '1.5' };
  const [slow, heir] = await startWorkers(2, own.root, { env });
  if (slow === undefined || heir === undefined) throw new Error('two were started');
  slow.how({ ms: 1500 });
  const late = slow.ask(1);
  await slow.creating(1);
  slow.signal('SIGSTOP');
  const { value } = await heir.ask(1);
  slow.signal('SIGCONT');
  expect((await late).value).toBe(value);
  expect(story(own, 1).slice(0, 5)).toEqual([
    '1 started missing',
    '1 waiting running',
    '2 takenOver silent',
    '2 started preempted',
    '2 published',
  ]);
  expect(story(own, 1)[5]).toMatch(/^1 lost (?:paused|taken over)$/);
  expect(own.events(1)[5]).toMatchObject({ by: { epoch: 2, owner: { pid: heir.pid } } });
  expect(own.state(1)).toMatchObject({ status: 'success', epoch: 2, owner: { pid: heir.pid } });
});
