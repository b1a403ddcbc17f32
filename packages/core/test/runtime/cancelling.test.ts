import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Artifact, exists, Field, loadOrCreate, stateOf } from '@huldra/core';
import { afterEach, expect, test } from '@jest/globals';
import { startAgent } from './support/agent.js';
import { steered, steering } from './support/artifacts.js';
import { collectEvents, deferred, eachTestHasItsOwnRoot, outline, rejection } from './support/rig.js';

const root = eachTestHasItsOwnRoot('cancelling');
afterEach(() => {
  steering.create = ({ label }) => label;
});

/** A `create` that ends when its signal is aborted, as a good one does. */
function obedient(): { readonly begun: Promise<void>; readonly signals: readonly AbortSignal[] } {
  const begun = deferred();
  const signals: AbortSignal[] = [];
  steering.create = (_, { signal }) =>
    new Promise((__, reject) => {
      signals.push(signal);
      signal.addEventListener('abort', () => reject(signal.reason));
      begun.resolve();
    });
  return { begun: begun.promise, signals };
}

test('a request whose signal is aborted already does nothing', async () => {
  const events = collectEvents();
  const reason = new Error('too late');
  expect(await rejection(loadOrCreate(steered('Steered', 'x'), { signal: AbortSignal.abort(reason) }))).toBe(reason);
  expect(events).toEqual([]);
  expect(stateOf(steered('Steered', 'x')).status).toBe('missing');
});

test('cancelling a computation aborts the signal of create, and the artifact is preempted', async () => {
  const { begun, signals } = obedient();
  const cancel = new AbortController();
  const events = collectEvents();
  const artifact = steered('Steered', 'cancelled');
  const computing = rejection(loadOrCreate(artifact, { signal: cancel.signal }));
  await begun;
  expect(signals[0]?.aborted).toBe(false);
  const reason = new Error('changed my mind');
  cancel.abort(reason);
  expect(await computing).toBe(reason);
  expect(signals[0]?.reason).toBe(reason);
  expect(stateOf(artifact)).toMatchObject({ status: 'preempted', reason: 'cancelled' });
  expect(outline(events)).toEqual(['started missing', 'failed cancelled']);
});

test('a cancelled artifact is computed again by the next request, also when failures are not', async () => {
  const { begun } = obedient();
  const cancel = new AbortController();
  const computing = rejection(loadOrCreate(steered('NoRetry', 'again'), { signal: cancel.signal }));
  await begun;
  cancel.abort();
  await computing;
  const events = collectEvents();
  steering.create = () => 'second time';
  expect(await loadOrCreate(steered('NoRetry', 'again'))).toBe('second time');
  expect(outline(events)[0]).toBe('started preempted');
});

test('what a create returns after it was cancelled may be a part, and is not published', async () => {
  const begun = deferred();
  steering.create = (_, { dir, signal }) => {
    begun.resolve();
    writeFileSync(join(dir, 'steps.txt'), 'the first of ten');
    return new Promise((resolve) => signal.addEventListener('abort', () => resolve('as far as it got')));
  };
  const cancel = new AbortController();
  const events = collectEvents();
  const artifact = steered('Partial', 'returned early');
  const computing = rejection(loadOrCreate(artifact, { signal: cancel.signal }));
  await begun.promise;
  const reason = new Error('no time');
  cancel.abort(reason);
  expect(await computing).toBe(reason);
  expect(await exists(artifact)).toBe(false);
  expect(stateOf(artifact)).toMatchObject({ status: 'preempted', reason: 'cancelled', error: { message: 'no time' } });
  expect(outline(events)).toEqual(['started missing', 'failed cancelled']);
  // Its files are where the next attempt, of a class that wants them, starts from.
  steering.create = (_, { dir }) => readFileSync(join(dir, 'steps.txt'), 'utf8');
  expect(await loadOrCreate(artifact)).toBe('the first of ten');
});

test('a signal that is aborted after create has returned takes nothing back', async () => {
  const cancel = new AbortController();
  steering.create = () => {
    // Once what create returned has been taken note of.
    setImmediate(() => cancel.abort());
    return 'whole';
  };
  expect(await loadOrCreate(steered('Steered', 'whole'), { signal: cancel.signal })).toBe('whole');
});

test('those who share a computation and did not cancel start over', async () => {
  const { begun } = obedient();
  const cancel = new AbortController();
  const artifact = steered('Steered', 'shared');
  const cancelled = rejection(loadOrCreate(artifact, { signal: cancel.signal }));
  await begun;
  const sharers = [loadOrCreate(artifact), loadOrCreate(artifact), loadOrCreate(artifact)];
  let computed = 0;
  steering.create = () => {
    computed += 1;
    return 'started over';
  };
  cancel.abort(new Error('not for me'));
  expect(await cancelled).toMatchObject({ message: 'not for me' });
  expect(await Promise.all(sharers)).toEqual(Array(3).fill('started over'));
  expect(computed).toBe(1);
});

test('one who shares a computation may stop waiting for it, which goes on', async () => {
  const begun = deferred();
  const goOn = deferred<string>();
  steering.create = (_, { signal }) => {
    begun.resolve();
    return goOn.promise.then((value) => `${value}, aborted: ${signal.aborted}`);
  };
  const artifact = steered('Steered', 'left');
  const staying = loadOrCreate(artifact);
  await begun.promise;
  const cancel = new AbortController();
  const leaving = rejection(loadOrCreate(artifact, { signal: cancel.signal }));
  cancel.abort(new Error('I leave'));
  expect(await leaving).toMatchObject({ message: 'I leave' });
  goOn.resolve('done');
  expect(await staying).toBe('done, aborted: false');
});

test('cancelling while another process computes ends the wait and disturbs nobody', async () => {
  const owner = await startAgent(root());
  owner.tell({ do: 'request', label: 'theirs' });
  await owner.next('creating');
  const cancel = new AbortController();
  const events = collectEvents();
  const waiting = rejection(loadOrCreate(steered('Steered', 'theirs'), { signal: cancel.signal }));
  while (events.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  const reason = new Error('no time');
  cancel.abort(reason);
  expect(await waiting).toBe(reason);
  expect(stateOf(steered('Steered', 'theirs')).status).toBe('running');
  owner.tell({ do: 'finish', label: 'theirs', value: 'undisturbed' });
  expect(await owner.next('value')).toMatchObject({ value: 'undisturbed' });
});

test('when the owner in another process is cancelled, a waiter computes', async () => {
  const owner = await startAgent(root());
  owner.tell({ do: 'request', label: 'given up' });
  await owner.next('creating');
  steering.create = () => 'computed here';
  const events = collectEvents();
  const waiting = loadOrCreate(steered('Steered', 'given up'));
  while (events.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  owner.tell({ do: 'abort', label: 'given up' });
  expect(await owner.next('aborted')).toMatchObject({ label: 'given up' });
  expect((await owner.next('error')).error.message).toBe('cancelled by the test');
  expect(await waiting).toBe('computed here');
});

test('an abort during validate is noticed before anything is claimed', async () => {
  const cancel = new AbortController();
  let isArmed = false;
  @Artifact({ namespace: 'test-cancelling/Checked' })
  class Checked {
    @Field() label = '';
    create(): string {
      return 'created';
    }
    validate(): boolean {
      if (isArmed) cancel.abort(new Error('enough'));
      return !isArmed;
    }
  }
  const artifact = new Checked();
  await loadOrCreate(artifact);
  isArmed = true;
  const events = collectEvents();
  expect(await rejection(loadOrCreate(artifact, { signal: cancel.signal }))).toMatchObject({ message: 'enough' });
  expect(outline(events)).toEqual([]);
  isArmed = false;
  expect(await loadOrCreate(artifact)).toBe('created');
});
