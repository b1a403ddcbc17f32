import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { configure, dirOf, loadOrCreate, stateOf } from '@huldra/core';
import { afterEach, expect, test } from '@jest/globals';
import { targetOf } from '../../src/runtime/target.js';
import { Waiter } from '../../src/runtime/wait.js';
import { startAgent } from './support/agent.js';
import { steered, steering } from './support/artifacts.js';
import { collectEvents, eachTestHasItsOwnRoot, outline, rejection } from './support/rig.js';

const root = eachTestHasItsOwnRoot('losing');
afterEach(() => {
  configure({ leaseSecs: undefined });
  steering.create = ({ label }) => label;
});

test('an owner that is silent for a lease is taken over, and when it wakes up it loads the other’s result', async () => {
  const owner = await startAgent(root(), { HULDRA_LEASE_SECS: '5' });
  owner.tell({ do: 'request', label: 'frozen' });
  await owner.next('creating');
  owner.signal('SIGSTOP');

  configure({ leaseSecs: 5 });
  steering.create = () => 'by the second owner';
  const events = collectEvents();
  const artifact = steered('Steered', 'frozen');
  expect(await loadOrCreate(artifact)).toBe('by the second owner');
  expect(outline(events)).toEqual(['waiting running', 'started preempted', 'published created']);

  owner.signal('SIGCONT');
  expect(await owner.next('aborted')).toMatchObject({ label: 'frozen' });
  expect(await owner.next('value')).toMatchObject({ value: 'by the second owner' });
  expect(await owner.nextEvent('failed')).toMatchObject({ reason: 'lost', error: expect.anything() });
  expect(await owner.nextEvent('hit')).toMatchObject({ reason: 'waited' });
  expect(stateOf(artifact)).toMatchObject({ status: 'success', attempt: expect.stringMatching(/^00000002-/) });
  expect(readdirSync(join(dirOf(artifact), '.huldra', 'attempts')).length).toBeGreaterThan(2);
});

test('an owner whose lease is over, and whom nobody took over yet, cannot publish and keeps nobody waiting', async () => {
  const owner = await startAgent(root(), { HULDRA_LEASE_SECS: '3' });
  owner.tell({ do: 'request', label: 'late' });
  await owner.next('creating');
  owner.signal('SIGSTOP');
  await new Promise((resolve) => setTimeout(resolve, 4000));
  owner.signal('SIGCONT');
  await owner.next('aborted');
  expect((await owner.next('error')).error).toMatchObject({
    name: 'LostClaimError',
    code: 'LOST_CLAIM',
    message: expect.stringContaining('given up because this process showed no sign of life for a lease'),
  });
  steering.create = () => 'computed here';
  expect(await loadOrCreate(steered('Steered', 'late'))).toBe('computed here');
});

test('without a setting only an owner without a sign of life for ten minutes is waited for no longer', async () => {
  const target = targetOf(steered('Steered', 'silence'));
  const silentFor = (silentMs: number) => ({ kind: 'owned', epoch: 1, owner: undefined, silentMs }) as const;
  const waiter = new Waiter(target, undefined, undefined);
  await waiter.wait(silentFor(0));
  await waiter.wait(silentFor(599_999));
  expect(await rejection(waiter.wait(silentFor(600_000)))).toMatchObject({ code: 'WAIT_TIMEOUT' });
  waiter.close();
});
