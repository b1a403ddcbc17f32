import { ComputeError, configure, invalidate, loadOrCreate, stateOf } from '@huldra/core';
import { afterEach, expect, test } from '@jest/globals';
import { startAgent } from './support/agent.js';
import { steered, steering } from './support/artifacts.js';
import { collectEvents, eachTestHasItsOwnRoot, outline, rejection } from './support/rig.js';

const root = eachTestHasItsOwnRoot('other-failure');
afterEach(() => {
  configure({ retryFailed: undefined });
});

/** Counts what this process computes. */
function countCreates(): { count: number } {
  const creates = { count: 0 };
  steering.create = () => {
    creates.count += 1;
    return 'computed here';
  };
  return creates;
}

test('a failure of another process is thrown again with its code and its chain of causes', async () => {
  const agent = await startAgent(root());
  agent.tell({ do: 'request', label: 'x' });
  await agent.next('creating');
  agent.tell({ do: 'fail', label: 'x', messages: ['outer', 'middle', 'inner'], code: 'EOUTER' });
  await agent.next('error');

  configure({ retryFailed: false });
  const creates = countCreates();
  const error = await rejection(loadOrCreate(steered('Steered', 'x')));
  expect(ComputeError.is(error)).toBe(true);
  expect(error).toMatchObject({
    message: expect.stringContaining(`failed in pid ${agent.pid} on`),
    logTail: ['info creating x'],
    cause: {
      message: 'outer',
      code: 'EOUTER',
      stack: expect.stringContaining('agent.ts'),
      cause: { message: 'middle', cause: { message: 'inner' } },
    },
  });
  expect(creates.count).toBe(0);
});

test('HULDRA_RETRY_FAILED=false does the same for a process that has it in its environment', async () => {
  steering.create = () => {
    throw new Error('failed here', { cause: new Error('because') });
  };
  await rejection(loadOrCreate(steered('Steered', 'y')));
  const agent = await startAgent(root(), { HULDRA_RETRY_FAILED: 'false' });
  agent.tell({ do: 'request', label: 'y' });
  const { error } = await agent.next('error');
  expect(error).toMatchObject({
    name: 'ComputeError',
    code: 'COMPUTE_FAILED',
    causes: [{ message: 'failed here' }, { message: 'because' }],
  });

  await invalidate(steered('Steered', 'y'), 'try again');
  agent.tell({ do: 'request', label: 'y' });
  await agent.next('creating');
});

test('those who wait for an owner that fails get its failure and do not compute', async () => {
  const agent = await startAgent(root());
  agent.tell({ do: 'request', label: 'z' });
  await agent.next('creating');
  const creates = countCreates();
  const events = collectEvents();
  const waiting = rejection(loadOrCreate(steered('Steered', 'z')));
  agent.tell({ do: 'fail', label: 'z', messages: ['no luck', 'no skill'] });
  expect(await waiting).toMatchObject({
    code: 'COMPUTE_FAILED',
    message: expect.stringContaining('while this process waited for it'),
    cause: { message: 'no luck', cause: { message: 'no skill' } },
  });
  expect(creates.count).toBe(0);
  expect(new Set(outline(events))).toEqual(new Set(['waiting running']));
});

test('of three processes that want an artifact whose owner fails, none computes it', async () => {
  const [owner, ...waiters] = await Promise.all([startAgent(root()), startAgent(root()), startAgent(root())]);
  owner.tell({ do: 'request', label: 'all' });
  await owner.next('creating');
  for (const waiter of waiters) waiter.tell({ do: 'request', label: 'all' });
  await Promise.all(waiters.map((waiter) => waiter.nextEvent('waiting')));
  owner.tell({ do: 'fail', label: 'all', messages: ['for everybody'] });
  const errors = await Promise.all([owner, ...waiters].map((agent) => agent.next('error')));
  expect(errors.map(({ error }) => error.causes[0]?.message)).toEqual(Array(3).fill('for everybody'));
  expect(stateOf(steered('Steered', 'all')).attempt).toMatch(/^00000001-/);
});

test('a request made after the failure tries again', async () => {
  const agent = await startAgent(root());
  agent.tell({ do: 'request', label: 'later' });
  await agent.next('creating');
  agent.tell({ do: 'fail', label: 'later', messages: ['once'] });
  await agent.next('error');
  const creates = countCreates();
  expect(await loadOrCreate(steered('Steered', 'later'))).toBe('computed here');
  expect(creates.count).toBe(1);
});
