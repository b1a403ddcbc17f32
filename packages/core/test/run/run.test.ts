import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import {
  ComputeError,
  ConfigurationError,
  type Executor,
  type HuldraEvent,
  inProcess,
  invalidate,
  type JobEnd,
  loadOrCreate,
  type NodeOutcome,
  RunError,
  type RunSummary,
  run,
  stateOf,
  subscribe,
  WorkerDiedError,
} from '@huldra/core';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ensureTarget, targetOf } from '../../src/runtime/index.js';
import { settings } from '../../src/settings/index.js';
import { acquire, openJob, openJobs } from '../../src/store/index.js';
import { collectEvents, deferred, eachTestHasItsOwnRoot, rejection } from '../runtime/support/rig.js';
import { Heavy, Node, NoRetry, node, scripted, steering, Wide } from './support.js';

eachTestHasItsOwnRoot('run');

let created: string[] = [];

beforeEach(() => {
  created = [];
  steering.create = ({ label }) => {
    created.push(label);
    return label;
  };
});

afterEach(() => {
  expect(process.listenerCount('SIGINT')).toBe(0);
});

/** The outcome of each artifact by its label. */
function outcomes(
  { nodes }: RunSummary,
  artifacts: readonly Node[],
): Readonly<Record<string, NodeOutcome | undefined>> {
  const byHash = new Map(nodes.map(({ artifact, outcome }) => [artifact.hash, outcome]));
  return Object.fromEntries(artifacts.map((one) => [one.label, byHash.get(targetOf(one).ref.hash)]));
}

async function failed(promise: Promise<unknown>): Promise<RunError> {
  const error = await rejection(promise);
  if (!RunError.is(error)) throw error;
  return error;
}

test('everything that is missing is computed once, dependencies first', async () => {
  const base = node('base');
  const [left, right] = [node('left', [base]), node('right', [base])];
  const top = node('top', [left, right]);
  const summary = await run([top, left]);
  expect(summary.counts).toMatchObject({ computed: 4, failed: 0 });
  expect(created).toHaveLength(4);
  expect(created[0]).toBe('base');
  expect(created[3]).toBe('top');
  expect(summary.nodes.map(({ attempts }) => attempts)).toEqual([1, 1, 1, 1]);
  expect(summary.nodes.every(({ durationMs = -1 }) => durationMs >= 0)).toBe(true);
});

test('a second run finds everything ready and computes nothing', async () => {
  const top = node('top', [node('base')]);
  await run([top]);
  const summary = await run([top]);
  expect(summary.counts).toMatchObject({ computed: 0, ready: 1 });
  expect(created).toEqual(['base', 'top']);
});

test('a target whose result is there needs nothing that it depends on', async () => {
  const base = node('base');
  const top = node('top', [base]);
  await run([top]);
  await invalidate(base, 'for the test');
  expect((await run([top])).counts).toMatchObject({ computed: 0, ready: 1 });
});

test('of nodes that are ready the one with the longest way to the end goes first', async () => {
  const chain = node('c3', [node('c2', [node('c1')])]);
  await run([node('alone'), chain], { concurrency: 1 });
  expect(created).toEqual(['c1', 'c2', 'alone', 'c3']);
});

test('the longest way is the one that took longest in earlier attempts of its classes', async () => {
  steering.create = async (one) => {
    if (one instanceof Heavy) await sleep(500);
    created.push(one.label);
    return one.label;
  };
  const options = { concurrency: 1, resources: { licences: 2 } };
  await run([node('earlier', [], Heavy), node('quick')], options);
  created = [];
  await run([node('c2', [node('c1')]), node('slow', [], Heavy)], options);
  expect(created).toEqual(['slow', 'c1', 'c2']);
});

test('no more run at once than the concurrency allows', async () => {
  let running = 0;
  let most = 0;
  steering.create = async () => {
    running += 1;
    most = Math.max(most, running);
    for (let index = 0; index < 20; index += 1) await turn();
    running -= 1;
  };
  await run(
    Array.from({ length: 9 }, (_, index) => node(`n${index}`)),
    { concurrency: 3 },
  );
  expect(most).toBe(3);
});

test('a resource is never used beyond what there is, and what does not need it goes on', async () => {
  let licences = 0;
  const seen: number[] = [];
  steering.create = async (one) => {
    const amount = one instanceof Heavy ? 2 : 0;
    licences += amount;
    seen.push(licences);
    for (let index = 0; index < 20; index += 1) await turn();
    licences -= amount;
  };
  const heavy = Array.from({ length: 5 }, (_, index) => node(`h${index}`, [], Heavy));
  const light = Array.from({ length: 5 }, (_, index) => node(`l${index}`));
  await run([...heavy, ...light], { concurrency: 10, resources: { licences: 5, memory: '13 GB' } });
  expect(Math.max(...seen)).toBe(4);
});

test('what needs more than there is, or of something unknown, is refused before anything begins', async () => {
  const heavy = node('heavy', [node('base')], Heavy);
  const unknown = await rejection(run([heavy], { resources: { memory: '8GB' } }));
  expect(ConfigurationError.is(unknown)).toBe(true);
  expect(String(unknown)).toMatch(/needs 2 of "licences", and run\(\) was not told how much there is/);
  const tooMuch = await rejection(run([heavy], { resources: { memory: '5GB', licences: 2 } }));
  expect(String(tooMuch)).toMatch(/needs 6000000000 of "memory", and there is 5000000000 in all/);
  const nonsense = await rejection(run([heavy], { resources: { memory: 'much' } }));
  expect(String(nonsense)).toMatch(/"memory" of run\(\) is "much", which is no amount/);
  expect(created).toEqual([]);
});

test('a class that would like more processors than the machine has gets what there is', async () => {
  expect((await run([node('wide', [], Wide)])).counts.computed).toBe(1);
});

test('after a failure nothing more is begun, and the error tells all of it', async () => {
  steering.create = ({ label }) => {
    created.push(label);
    if (label === 'bad') throw new RangeError('no luck');
  };
  const bad = node('bad');
  const above = node('above', [bad]);
  const other = node('other');
  const error = await failed(run([above, bad, other], { concurrency: 1 }));
  expect(outcomes(error.summary, [bad, above, other])).toEqual({ bad: 'failed', above: 'blocked', other: 'skipped' });
  expect(error.failures).toHaveLength(1);
  expect(ComputeError.is(error.failures[0]?.error)).toBe(true);
  expect(error.message).toMatch(/the run failed \(1 failed, 1 blocked, 1 skipped\)/);
  expect(error.message).toMatch(/Node [0-9a-f]{7} could not be computed; create\(\) threw RangeError: no luck/);
  expect(error).toMatchObject({ code: 'RUN_FAILED', isCancelled: false, retryable: false });
});

test('with keepGoing everything that does not depend on the failure is computed, and all failures are told', async () => {
  steering.create = ({ label }) => {
    created.push(label);
    if (label.startsWith('bad')) throw new Error(`${label} fails`);
  };
  const [one, two] = [node('bad1'), node('bad2')];
  const above = node('above', [one, node('good')]);
  const farAbove = node('farAbove', [above]);
  const other = node('other');
  const error = await failed(run([farAbove, two, other], { keepGoing: true }));
  expect(outcomes(error.summary, [one, two, above, farAbove, other])).toEqual({
    bad1: 'failed',
    bad2: 'failed',
    above: 'blocked',
    farAbove: 'blocked',
    other: 'computed',
  });
  expect(error.failures.map((failure) => failure.error.message.includes('fails'))).toEqual([true, true]);
  expect(created.sort()).toEqual(['bad1', 'bad2', 'good', 'other']);
});

test('a failure of the computation is not tried again in the run, and by another run only if the class allows it', async () => {
  steering.create = ({ label }) => {
    created.push(label);
    throw new Error('fails');
  };
  const targets = [node('again'), node('never', [], NoRetry)];
  const options = { keepGoing: true, retries: 5, retryDelayMs: 0 };
  await failed(run(targets, options));
  expect(created.sort()).toEqual(['again', 'never']);
  const error = await failed(run(targets, options));
  expect(created.sort()).toEqual(['again', 'again', 'never']);
  expect(error.failures).toHaveLength(2);
});

test('trouble with the infrastructure is tried again, with a warning, until the retries are used up', async () => {
  const died = new WorkerDiedError('its worker was killed', { death: 'killed', retryable: true });
  const executor = scripted(inProcess(), (label, attempt) => (label === 'hopeless' || attempt < 3 ? died : undefined));
  const events = collectEvents();
  const [unlucky, hopeless] = [node('unlucky'), node('hopeless')];
  const error = await failed(run([unlucky, hopeless], { executor, retries: 2, retryDelayMs: 1, keepGoing: true }));
  expect(outcomes(error.summary, [unlucky, hopeless])).toEqual({ unlucky: 'computed', hopeless: 'failed' });
  expect(error.summary.nodes.map(({ attempts }) => attempts)).toEqual([3, 3]);
  expect(error.retryable).toBe(true);
  const warnings = events.filter(({ type, reason }) => type === 'warning' && reason === 'retry');
  expect(warnings).toHaveLength(4);
});

test('what another owner computes is waited for without a place, and not computed again', async () => {
  const [taken, other] = [node('taken'), node('other')];
  const { layout } = targetOf(taken);
  const claim = acquire(layout, 1, settings(), () => undefined);
  const running = run([taken, node('above', [taken]), other], { concurrency: 1, maxWaitSecs: 60 });
  // The only place is free for the other one while the first is waited for.
  while (stateOf(other).status !== 'success') await turn();
  expect(created).toEqual(['other']);
  claim?.release({ outcome: 'preempted', reason: 'for the test' });
  expect((await running).counts).toMatchObject({ computed: 3 });
  expect(created).toEqual(['other', 'taken', 'above']);
});

test('a run that is cancelled asks its attempts to stop, begins nothing more, and says so', async () => {
  const began = deferred();
  steering.create = async (_, { signal }) => {
    began.resolve();
    await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  };
  const cancel = new AbortController();
  const [slow, above, next] = [node('slow'), node('above'), node('next')];
  const promise = failed(run([slow, above, next], { concurrency: 1, signal: cancel.signal }));
  await began.promise;
  const reason = new Error('enough');
  cancel.abort(reason);
  const error = await promise;
  expect(outcomes(error.summary, [slow, above, next])).toEqual({
    slow: 'cancelled',
    above: 'skipped',
    next: 'skipped',
  });
  expect(error).toMatchObject({ isCancelled: true, cause: reason, failures: [] });
  expect(stateOf(slow)).toMatchObject({ status: 'preempted', reason: 'cancelled' });
});

test('a run whose signal was aborted before begins nothing', async () => {
  const error = await failed(run([node('one')], { signal: AbortSignal.abort(new Error('never mind')) }));
  expect(error.summary.counts.skipped).toBe(1);
  expect(created).toEqual([]);
});

test('a run tells how far it is, from the first to the last', async () => {
  const told: HuldraEvent[] = [];
  const end = subscribe((event) => {
    if (event.type === 'run') told.push(event);
  });
  await run([node('top', [node('base')])]);
  end();
  expect(told[0]).toMatchObject({ reason: 'started', done: 0, total: 2, message: '2 to compute, 0 ready' });
  expect(told.at(-1)).toMatchObject({
    reason: 'finished',
    done: 2,
    total: 2,
    failed: 0,
    running: [],
    message: '2 computed',
  });
});

test('a run loads nothing', async () => {
  let loads = 0;
  const top = Object.assign(node('top'), { load: () => (loads += 1) });
  await run([top]);
  await run([top]);
  expect(loads).toBe(0);
  expect(await loadOrCreate(node('top'))).toBe('top');
});

test('a chain of thousands that fails at its bottom blocks all of it, without overflowing the stack', async () => {
  steering.create = () => {
    throw new Error('the bottom');
  };
  let top = node('0');
  for (let depth = 1; depth < 3000; depth += 1) top = node(String(depth), [top]);
  const error = await failed(run([top]));
  expect(error.summary.counts).toMatchObject({ failed: 1, blocked: 2999 });
});

test('a job that an earlier process left with an executor is taken up, not submitted again', async () => {
  const left = node('left');
  const target = targetOf(left);
  const job = openJob(target.layout, 'batch', 'job 4711', { fsync: false });
  const inner = inProcess();
  let submitted = 0;
  const executor: Executor = {
    ...inner,
    name: 'batch',
    lifetime: 'detached',
    async submit(jobs) {
      submitted += jobs.length;
      return inner.submit(jobs);
    },
    async attach(id) {
      if (id !== job.token) return undefined;
      const computed = ensureTarget(target, { job: id });
      const ended = computed.then((): JobEnd => ({ kind: 'succeeded' }));
      return {
        id,
        ended: () => ended,
        state: async () => 'running',
        cancel: async () => undefined,
        logs: async () => '',
      };
    },
  };
  const summary = await run([left, node('new')], { executor });
  expect(outcomes(summary, [left])).toEqual({ left: 'waited' });
  expect(submitted).toBe(1);
  expect(created.sort()).toEqual(['left', 'new']);
  expect(openJobs(target.layout)).toEqual([]);
});

test('a job that a detached executor does not know any more keeps nobody waiting', async () => {
  const lost = node('lost');
  openJob(targetOf(lost).layout, 'batch', 'job 1', { fsync: false });
  const executor: Executor = { ...inProcess(), name: 'batch', lifetime: 'detached' };
  expect((await run([lost], { executor })).counts.computed).toBe(1);
});
