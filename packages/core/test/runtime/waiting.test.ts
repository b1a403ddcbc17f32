import { hostname } from 'node:os';
import {
  type ArtifactState,
  configure,
  hashOf,
  loadOrCreate,
  namespaceOf,
  stateOf,
  WaitTimeoutError,
} from '@huldra/core';
import { afterEach, expect, test } from '@jest/globals';
import { layoutOf } from '../../src/store/layout.js';
import { closeJob, openJob, openJobs } from '../../src/store/queue.js';
import { type Agent, startAgent } from './support/agent.js';
import { type Steered, steered, steering } from './support/artifacts.js';
import { collectEvents, deferred, eachTestHasItsOwnRoot, outline, rejection } from './support/rig.js';

const root = eachTestHasItsOwnRoot('waiting');
afterEach(() => {
  configure({ maxWaitSecs: undefined, waitLogEverySecs: undefined, pollIntervalSecs: undefined });
  steering.create = ({ label }) => label;
});

async function ownerOf(label: string): Promise<Agent> {
  const agent = await startAgent(root());
  agent.tell({ do: 'request', label });
  await agent.next('creating');
  return agent;
}

function computeHere(): { count: number } {
  const creates = { count: 0 };
  steering.create = () => {
    creates.count += 1;
    return 'computed here';
  };
  return creates;
}

/** Resolves with the first event of a type that comes after this call. */
async function until(events: readonly { readonly type: string }[], type: string): Promise<void> {
  while (!events.some((event) => event.type === type)) await new Promise((resolve) => setTimeout(resolve, 5));
}

test('a second process waits and loads what the first one publishes', async () => {
  const owner = await ownerOf('x');
  const creates = computeHere();
  const events = collectEvents();
  const waiting = loadOrCreate(steered('Steered', 'x'));
  await until(events, 'waiting');
  owner.tell({ do: 'finish', label: 'x', value: 'from the owner' });
  expect(await waiting).toBe('from the owner');
  expect(creates.count).toBe(0);
  expect(outline(events)).toEqual(['waiting running', 'hit waited']);
});

test('a waiter is woken by the publication, and not by the clock', async () => {
  const owner = await ownerOf('woken');
  // By the clock it would look again after an hour.
  configure({ pollIntervalSecs: 3600 });
  const events = collectEvents();
  const waiting = loadOrCreate(steered('Steered', 'woken'));
  await until(events, 'waiting');
  owner.tell({ do: 'finish', label: 'woken', value: 'good morning' });
  expect(await waiting).toBe('good morning');
});

test('a waiter is woken by the failure, too', async () => {
  const owner = await ownerOf('woken by failure');
  configure({ pollIntervalSecs: 3600 });
  const events = collectEvents();
  const waiting = rejection(loadOrCreate(steered('Steered', 'woken by failure')));
  await until(events, 'waiting');
  owner.tell({ do: 'fail', label: 'woken by failure', messages: ['bad morning'] });
  expect(await waiting).toMatchObject({ cause: { message: 'bad morning' } });
});

test('a waiter takes over from an owner that is killed', async () => {
  const owner = await ownerOf('orphan');
  const creates = computeHere();
  const { create } = steering;
  let during: ArtifactState | undefined;
  steering.create = (artifact, context) => {
    during = stateOf(artifact);
    return create(artifact, context);
  };
  const events = collectEvents();
  const waiting = loadOrCreate(steered('Steered', 'orphan'));
  await until(events, 'waiting');
  await owner.kill();
  expect(await waiting).toBe('computed here');
  expect(creates.count).toBe(1);
  expect(outline(events)).toEqual(['waiting running', 'started preempted', 'published created']);
  const takenOverFrom = { epoch: 1, owner: { host: hostname(), pid: owner.pid }, why: 'process ended' };
  expect(events.find(({ type }) => type === 'started')).toMatchObject({ takenOverFrom });
  expect(during).toMatchObject({ status: 'running', takenOverFrom, owner: { pid: process.pid } });
});

test('four processes that ask at the same time compute once', async () => {
  const agents = await Promise.all([1, 2, 3, 4].map(() => startAgent(root())));
  for (const agent of agents) agent.tell({ do: 'request', label: 'race' });
  const creating = await Promise.race(agents.map(async (agent) => ({ agent, report: await agent.next('creating') })));
  creating.agent.tell({ do: 'finish', label: 'race', value: 'the only one' });
  const values = await Promise.all(agents.map((agent) => agent.next('value')));
  expect(values.map(({ value }) => value)).toEqual(Array(4).fill('the only one'));
  expect(creating.report.attempt.number).toBe(1);
});

test.each<[string, (artifact: Steered) => Promise<unknown>]>([
  ['the option', (artifact) => loadOrCreate(artifact, { maxWaitSecs: 0.05 })],
  [
    'the setting',
    (artifact) => {
      configure({ maxWaitSecs: 0.05 });
      return loadOrCreate(artifact);
    },
  ],
])('maxWaitSecs by %s ends the wait with a WaitTimeoutError that says for whom', async (_, request) => {
  const owner = await ownerOf('slow');
  const artifact = steered('Steered', 'slow');
  const error = await rejection(request(artifact));
  expect(WaitTimeoutError.is(error)).toBe(true);
  expect(error).toMatchObject({
    code: 'WAIT_TIMEOUT',
    retryable: true,
    artifact: `test-runtime/Steered/${hashOf(artifact)}`,
    message: expect.stringContaining(`pid ${owner.pid} on `),
  });
  expect(stateOf(artifact).status).toBe('running');
});

test('maxWaitSecs of the class counts, and the option of the call before it', async () => {
  const owner = await startAgent(root());
  owner.tell({ do: 'request', label: 'impatient', cls: 'Impatient' });
  await owner.next('creating');
  configure({ maxWaitSecs: 3600 });
  const artifact = steered('Impatient', 'impatient');
  expect(WaitTimeoutError.is(await rejection(loadOrCreate(artifact)))).toBe(true);
  const patient = loadOrCreate(artifact, { maxWaitSecs: 3600 });
  owner.tell({ do: 'finish', label: 'impatient', value: 'at last' });
  expect(await patient).toBe('at last');
});

test('HULDRA_MAX_WAIT_SECS ends the wait of a process that has it in its environment', async () => {
  const goOn = deferred<string>();
  const begun = deferred();
  steering.create = () => {
    begun.resolve();
    return goOn.promise;
  };
  const here = loadOrCreate(steered('Steered', 'env'));
  await begun.promise;
  const agent = await startAgent(root(), { HULDRA_MAX_WAIT_SECS: '0.05' });
  agent.tell({ do: 'request', label: 'env' });
  const { error } = await agent.next('error');
  expect(error).toMatchObject({ name: 'WaitTimeoutError', message: expect.stringContaining(`pid ${process.pid} on`) });
  goOn.resolve('done');
  expect(await here).toBe('done');
});

test('requests of one process that are willing to wait differently do not time out for each other', async () => {
  const owner = await ownerOf('two patiences');
  const artifact = steered('Steered', 'two patiences');
  const patient = loadOrCreate(artifact);
  expect(WaitTimeoutError.is(await rejection(loadOrCreate(artifact, { maxWaitSecs: 0.05 })))).toBe(true);
  owner.tell({ do: 'finish', label: 'two patiences', value: 'for the patient' });
  expect(await patient).toBe('for the patient');
});

test('waiting events name the owner and are repeated as often as was set', async () => {
  configure({ waitLogEverySecs: 0.05, pollIntervalSecs: 0.01 });
  const owner = await ownerOf('noisy');
  const events = collectEvents();
  const waiting = loadOrCreate(steered('Steered', 'noisy'));
  while (events.length < 4) await new Promise((resolve) => setTimeout(resolve, 10));
  owner.tell({ do: 'finish', label: 'noisy', value: 'quiet' });
  await waiting;
  const waits = events.flatMap((event) => (event.type === 'waiting' ? [event] : []));
  for (const event of waits) {
    expect(event).toMatchObject({ reason: 'running', owner: { pid: owner.pid }, heartbeatAgeMs: expect.any(Number) });
    expect(Date.parse(event.owner?.since ?? '')).toBeLessThanOrEqual(Date.now());
  }
  // Looking more often than that does not make it speak more often.
  const pauses = waits.slice(1).map((event, index) => event.waitedMs - (waits[index]?.waitedMs ?? 0));
  expect(pauses.every((pause) => pause >= 50)).toBe(true);
});

test('by default it is said once in ten seconds, however often is looked', async () => {
  configure({ pollIntervalSecs: 0.005 });
  const owner = await ownerOf('default');
  const events = collectEvents();
  const waiting = loadOrCreate(steered('Steered', 'default'));
  await new Promise((resolve) => setTimeout(resolve, 200));
  owner.tell({ do: 'finish', label: 'default', value: 'done' });
  await waiting;
  expect(outline(events)).toEqual(['waiting running', 'hit waited']);
});

function layoutIn(artifact: object) {
  return layoutOf(root(), namespaceOf(artifact), hashOf(artifact), false);
}

test('a queued job is waited for and its artifact not computed beside it', async () => {
  const artifact = steered('Steered', 'queued');
  const layout = layoutIn(artifact);
  const job = openJob(layout, 'test', '17', { fsync: false });
  const creates = computeHere();
  const events = collectEvents();
  const waiting = loadOrCreate(artifact);
  await until(events, 'waiting');
  expect(stateOf(artifact)).toMatchObject({ status: 'queued', reason: 'job 17 of test' });
  expect(creates.count).toBe(0);

  const agent = await startAgent(root());
  agent.tell({ do: 'request', label: 'queued', options: { job: job.token } });
  await agent.next('creating');
  agent.tell({ do: 'finish', label: 'queued', value: 'by the job' });
  expect(await waiting).toBe('by the job');
  closeJob(layout, job);
  expect(creates.count).toBe(0);
  expect(outline(events)[0]).toBe('waiting queued');
  const waits = events.filter((event) => event.type === 'waiting');
  expect(waits[0]).toMatchObject({
    owner: undefined,
    heartbeatAgeMs: undefined,
    job: { reference: expect.any(String) },
  });
});

test('a job that ends without a result leaves the artifact to whoever waits', async () => {
  const artifact = steered('Steered', 'job without result');
  const layout = layoutIn(artifact);
  const job = openJob(layout, 'test', '18', { fsync: false });
  const creates = computeHere();
  const events = collectEvents();
  const waiting = loadOrCreate(artifact);
  await until(events, 'waiting');
  closeJob(layout, job);
  expect(await waiting).toBe('computed here');
  expect(creates.count).toBe(1);
  expect(openJobs(layout)).toEqual([]);
});

test('the failure of a job is the failure of those who waited for it, even if they never saw it run', async () => {
  const artifact = steered('Steered', 'failing job');
  const layout = layoutIn(artifact);
  const job = openJob(layout, 'test', '19', { fsync: false });
  configure({ pollIntervalSecs: 0.5 });
  const events = collectEvents();
  const waiting = rejection(loadOrCreate(artifact, { maxWaitSecs: 3600 }));
  await until(events, 'waiting');
  let computed = 0;
  steering.create = () => {
    computed += 1;
    throw new Error('the job fails');
  };
  await rejection(loadOrCreate(artifact, { job: job.token }));
  closeJob(layout, job);
  expect(await waiting).toMatchObject({ cause: { message: 'the job fails' } });
  expect(computed).toBe(1);
});

test('a job may run in a process that already waits for it', async () => {
  const artifact = steered('Steered', 'job in this process');
  const job = openJob(layoutIn(artifact), 'test', '20', { fsync: false });
  const creates = computeHere();
  const events = collectEvents();
  const waiting = loadOrCreate(artifact);
  await until(events, 'waiting');
  expect(await loadOrCreate(artifact, { job: job.token })).toBe('computed here');
  expect(await waiting).toBe('computed here');
  expect(creates.count).toBe(1);
});

test('maxWaitSecs counts for queued jobs, and the error names the job', async () => {
  const artifact = steered('Steered', 'queued for long');
  openJob(layoutIn(artifact), 'test', '21', { fsync: false });
  expect(await rejection(loadOrCreate(artifact, { maxWaitSecs: 0.05 }))).toMatchObject({
    code: 'WAIT_TIMEOUT',
    message: expect.stringContaining('job 21 of test'),
  });
});
