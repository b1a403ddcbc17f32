import { Artifact, CycleError, Field, hashOf, loadOrCreate, of, stateOf } from '@huldra/core';
import { expect, test } from '@jest/globals';
import { deferred, eachTestHasItsOwnRoot, rejection } from './support/rig.js';

eachTestHasItsOwnRoot('cycles');

let work: (artifact: Step) => unknown = () => undefined;

@Artifact({ namespace: 'test-cycles/Step' })
class Step {
  @Field() label = '';
  create(): unknown {
    return work(this);
  }
}

const step = (label: string): Step => of(Step, { label });
const request = (label: string): Promise<unknown> => loadOrCreate(step(label));

test('an artifact that asks for itself is a CycleError', async () => {
  work = ({ label }) => request(label);
  const error = await rejection(request('self'));
  expect(CycleError.is(error)).toBe(true);
  expect(error).toMatchObject({
    code: 'CYCLE',
    message: expect.stringMatching(/Step [0-9a-f]{7} -> Step [0-9a-f]{7}\. Each asks for the next/),
  });
});

test('two artifacts that ask for each other are a CycleError that names both, in their order', async () => {
  work = ({ label }) => request(label === 'a' ? 'b' : 'a');
  const [a, b] = ['a', 'b'].map((label) => `Step ${hashOf(step(label)).slice(0, 7)}`);
  expect(await rejection(request('a'))).toMatchObject({
    code: 'CYCLE',
    message: expect.stringContaining(`${a} -> ${b} -> ${a}. `),
  });
});

test('the artifacts of a cycle are recorded as failed, and can be computed when it is gone', async () => {
  work = ({ label }) => request(label === 'c' ? 'd' : 'c');
  await rejection(request('c'));
  expect(stateOf(step('c'))).toMatchObject({ status: 'failed', error: { code: 'CYCLE' } });
  expect(stateOf(step('d'))).toMatchObject({ status: 'failed', error: { code: 'CYCLE' } });
  work = () => 'fine';
  expect(await request('c')).toBe('fine');
});

test('a create that catches the cycle may still succeed', async () => {
  work = ({ label }) => request(label).catch((error: unknown) => (CycleError.is(error) ? 'caught' : 'else'));
  expect(await request('careful')).toBe('caught');
});

test('two computations begun at the same time that wait for each other are a CycleError, not a deadlock', async () => {
  const begun = { left: deferred(), right: deferred() };
  work = async ({ label }) => {
    const [mine, other] = label === 'left' ? (['left', 'right'] as const) : (['right', 'left'] as const);
    begun[mine].resolve();
    await begun[other].promise;
    return request(other);
  };
  const outcomes = await Promise.allSettled([request('left'), request('right')]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  for (const outcome of outcomes) {
    expect(CycleError.is(outcome.status === 'rejected' ? outcome.reason : undefined)).toBe(true);
  }
});

test('three computations that wait for one another in a ring are noticed', async () => {
  const next: Readonly<Record<string, string>> = { x: 'y', y: 'z', z: 'x' };
  let waiting = 0;
  const all = deferred();
  work = async ({ label }) => {
    waiting += 1;
    if (waiting === 3) all.resolve();
    await all.promise;
    return request(next[label] ?? '');
  };
  const outcomes = await Promise.allSettled(['x', 'y', 'z'].map(request));
  expect(outcomes.every((outcome) => outcome.status === 'rejected' && CycleError.is(outcome.reason))).toBe(true);
});

test('a diamond asked for from both sides at once is no cycle', async () => {
  const below: Readonly<Record<string, readonly string[]>> = { top: ['one', 'two'], one: ['base'], two: ['base'] };
  work = async ({ label }) => {
    const parts = await Promise.all((below[label] ?? []).map(request));
    return parts.length === 0 ? label : `${label}(${parts.join()})`;
  };
  expect(await request('top')).toBe('top(one(base),two(base))');
});

test('work that outlives create may ask for the artifact that began it', async () => {
  const later = deferred<unknown>();
  const published = deferred();
  work = () => {
    published.promise.then(() => request('outlived')).then(later.resolve, later.reject);
    return 'done';
  };
  await request('outlived');
  published.resolve();
  expect(await later.promise).toBe('done');
});

test('a computation that outlives the create that began it may ask for that artifact, also before it is published', async () => {
  const child = deferred<unknown>();
  const returned = deferred();
  work = async ({ label }) => {
    if (label === 'parent') {
      request('child').then(child.resolve, child.reject);
      queueMicrotask(() => queueMicrotask(returned.resolve));
      return 'of the parent';
    }
    // The parent's create has returned by now; its result need not be published yet.
    await returned.promise;
    return `child ${await request('parent')}`;
  };
  expect(await request('parent')).toBe('of the parent');
  expect(await child.promise).toBe('child of the parent');
});
