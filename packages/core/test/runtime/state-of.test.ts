import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dirOf, hashOf, invalidate, loadOrCreate, namespaceOf, stateOf } from '@huldra/core';
import { afterEach, expect, test } from '@jest/globals';
import { layoutOf } from '../../src/store/layout.js';
import { closeJob, openJob } from '../../src/store/queue.js';
import { startAgent } from './support/agent.js';
import { steered, steering } from './support/artifacts.js';
import { deferred, eachTestHasItsOwnRoot, rejection, snapshot } from './support/rig.js';

const root = eachTestHasItsOwnRoot('state-of');
afterEach(() => {
  steering.create = ({ label }) => label;
});

function layoutIn(artifact: object) {
  return layoutOf(root(), namespaceOf(artifact), hashOf(artifact), false);
}

test('what was never computed is missing', () => {
  expect(stateOf(steered('Steered', 'x'))).toEqual({
    status: 'missing',
    reason: 'never computed',
    attempt: undefined,
    owner: undefined,
    publishedAt: undefined,
    error: undefined,
    logTail: [],
  });
});

test('an artifact with an open job is queued, and missing again when the job has ended', () => {
  const artifact = steered('Steered', 'queued');
  const job = openJob(layoutIn(artifact), 'slurm', '4711', { fsync: false });
  expect(stateOf(artifact)).toMatchObject({ status: 'queued', reason: 'job 4711 of slurm' });
  closeJob(layoutIn(artifact), job);
  expect(stateOf(artifact).status).toBe('missing');
});

test('while this process computes an artifact it is running', async () => {
  const begun = deferred();
  const goOn = deferred();
  steering.create = () => {
    begun.resolve();
    return goOn.promise;
  };
  const artifact = steered('Steered', 'here');
  const computing = loadOrCreate(artifact);
  await begun.promise;
  expect(stateOf(artifact)).toMatchObject({ status: 'running', owner: { pid: process.pid } });
  goOn.resolve();
  await computing;
});

test('an artifact that another process computes is running, with the owner and the attempt', async () => {
  const agent = await startAgent(root());
  agent.tell({ do: 'request', label: 'there' });
  const { attempt } = await agent.next('creating');
  const artifact = steered('Steered', 'there');
  expect(stateOf(artifact)).toMatchObject({
    status: 'running',
    attempt: attempt.id,
    owner: { pid: agent.pid, host: expect.any(String), since: expect.stringMatching(/^\d{4}-.*Z$/) },
  });
});

test('a published artifact is success, with the attempt and the time', async () => {
  const artifact = steered('Steered', 'done');
  await loadOrCreate(artifact);
  expect(stateOf(artifact)).toMatchObject({
    status: 'success',
    reason: 'published',
    attempt: expect.stringMatching(/^00000001-[0-9a-f]+$/),
    publishedAt: expect.stringMatching(/^\d{4}-.*Z$/),
  });
});

test('an artifact whose create threw is failed, with error and log', async () => {
  steering.create = (_, { log }) => {
    log.info('last words');
    throw new Error('no');
  };
  const artifact = steered('Steered', 'failed');
  await rejection(loadOrCreate(artifact));
  expect(stateOf(artifact)).toMatchObject({
    status: 'failed',
    reason: 'error',
    error: { message: 'no' },
    logTail: ['info last words'],
  });
});

test('an artifact whose owner was killed is preempted', async () => {
  const agent = await startAgent(root());
  agent.tell({ do: 'request', label: 'killed' });
  const { attempt } = await agent.next('creating');
  await agent.kill();
  expect(stateOf(steered('Steered', 'killed'))).toMatchObject({
    status: 'preempted',
    reason: 'its owner died',
    attempt: attempt.id,
    owner: { pid: agent.pid },
  });
});

test('an invalidated artifact is missing, with the reason', async () => {
  const artifact = steered('Steered', 'invalidated');
  await loadOrCreate(artifact);
  await invalidate(artifact, 'wrong data');
  expect(stateOf(artifact)).toMatchObject({ status: 'missing', reason: 'invalidated: wrong data', attempt: undefined });
});

test('a failed artifact that was queued again is queued', async () => {
  steering.create = () => {
    throw new Error('no');
  };
  const artifact = steered('Steered', 'queued again');
  await rejection(loadOrCreate(artifact));
  openJob(layoutIn(artifact), 'slurm', '5', { fsync: false });
  expect(stateOf(artifact).status).toBe('queued');
});

test('another process sees the same', async () => {
  const agent = await startAgent(root());
  await loadOrCreate(steered('Steered', 'seen'));
  agent.tell({ do: 'state', label: 'seen' });
  const { state } = await agent.next('state');
  expect(JSON.stringify(state)).toBe(JSON.stringify(stateOf(steered('Steered', 'seen'))));
});

test.each<[string, (file: string) => void]>([
  ['deleted', (file) => rmSync(file)],
  ['damaged', (file) => writeFileSync(file, '{"status": "missing"}')],
])('the state does not depend on state.json, be it %s', async (_, harm) => {
  const artifact = steered('Steered', 'advisory');
  await loadOrCreate(artifact);
  harm(join(dirOf(artifact), '.huldra', 'state.json'));
  expect(stateOf(artifact).status).toBe('success');
});

test('asking changes nothing on disk', async () => {
  steering.create = () => {
    throw new Error('no');
  };
  await rejection(loadOrCreate(steered('Steered', 'asked')));
  const before = snapshot(root());
  stateOf(steered('Steered', 'asked'));
  stateOf(steered('Steered', 'not there'));
  expect(snapshot(root())).toEqual(before);
});
