import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AttemptInfo, dirOf, invalidate, loadOrCreate, metadataOf, stateOf } from '@huldra/core';
import { afterEach, expect, test } from '@jest/globals';
import { decodeRecord, encodeRecord } from '../../src/store/record.js';
import { startAgent } from './support/agent.js';
import { type SteeredClass, steered, steering } from './support/artifacts.js';
import { eachTestHasItsOwnRoot, rejection } from './support/rig.js';

const root = eachTestHasItsOwnRoot('keep-partial');
afterEach(() => {
  steering.create = ({ label }) => label;
});

/** Lets another process begin an attempt, write a checkpoint and be killed; returns the attempt. */
async function killedAttempt(cls: SteeredClass, label: string): Promise<AttemptInfo> {
  const agent = await startAgent(root());
  agent.tell({ do: 'request', label, cls });
  const { attempt } = await agent.next('creating');
  agent.tell({ do: 'write', label, file: 'checkpoint.txt', text: `checkpoint of ${attempt.number}` });
  agent.tell({ do: 'state', label });
  await agent.next('state');
  await agent.kill();
  return attempt;
}

interface Seen {
  readonly attempt: AttemptInfo;
  readonly files: Readonly<Record<string, string>>;
}

/** Computes here, and tells what create found. */
async function compute(cls: SteeredClass, label: string, then: () => unknown = () => 'done'): Promise<Seen> {
  let seen: Seen | undefined;
  steering.create = (_, { dir, attempt }) => {
    const names = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const files = names.map(({ parentPath, name }) => [name, readFileSync(join(parentPath, name), 'utf8')]);
    seen = { attempt, files: Object.fromEntries(files) };
    return then();
  };
  await loadOrCreate(steered(cls, label)).catch(() => undefined);
  if (seen === undefined) throw new Error('nothing was computed');
  return seen;
}

test('a new attempt starts from the files of one that was killed', async () => {
  const killed = await killedAttempt('Partial', 'x');
  expect(killed).toEqual({ id: expect.stringMatching(/^00000001-/), number: 1 });
  const { attempt, files } = await compute('Partial', 'x');
  expect(files).toEqual({ 'checkpoint.txt': 'checkpoint of 1' });
  expect(attempt).toEqual({ id: expect.stringMatching(/^00000002-/), number: 2, resumedFrom: killed.id });
  expect(metadataOf(steered('Partial', 'x'))?.attempt).toMatchObject(attempt);
});

test('the files of the killed attempt stay where they are', async () => {
  const killed = await killedAttempt('Partial', 'kept');
  await compute('Partial', 'kept', () => {
    writeFileSync(join(dirOf(steered('Partial', 'kept')), 'unrelated.txt'), '');
    return 'done';
  });
  const before = join(dirOf(steered('Partial', 'kept')), '.huldra', 'attempts', killed.id, 'checkpoint.txt');
  expect(readFileSync(before, 'utf8')).toBe('checkpoint of 1');
});

test('without keepPartial a new attempt starts with nothing', async () => {
  await killedAttempt('Whole', 'x');
  const { attempt, files } = await compute('Whole', 'x');
  expect(files).toEqual({});
  expect(attempt).toEqual({ id: expect.stringMatching(/^00000002-/), number: 2 });
});

test('attempts that are killed one after the other hand their files on', async () => {
  await killedAttempt('Partial', 'again');
  const second = await killedAttempt('Partial', 'again');
  expect(second).toMatchObject({ number: 2, resumedFrom: expect.stringMatching(/^00000001-/) });
  const { attempt, files } = await compute('Partial', 'again');
  expect(attempt).toMatchObject({ number: 3, resumedFrom: second.id });
  expect(files).toEqual({ 'checkpoint.txt': 'checkpoint of 2' });
});

test('a cancelled attempt hands its files on, with their directories', async () => {
  const cancel = new AbortController();
  steering.create = (_, { dir }) => {
    mkdirSync(join(dir, 'deep', 'er'), { recursive: true });
    writeFileSync(join(dir, 'deep', 'er', 'state.bin'), 'half');
    cancel.abort(new Error('enough'));
    throw new Error('cancelled');
  };
  await rejection(loadOrCreate(steered('Partial', 'cancelled'), { signal: cancel.signal }));
  expect((await compute('Partial', 'cancelled')).files).toEqual({ 'state.bin': 'half' });
});

test('a failed attempt hands nothing on', async () => {
  const failing = () => {
    writeFileSync(join(dirOf(steered('Partial', 'failed')), 'x'), '');
    throw new Error('no');
  };
  await compute('Partial', 'failed', failing);
  const { attempt, files } = await compute('Partial', 'failed');
  expect(files).toEqual({});
  expect(attempt.resumedFrom).toBeUndefined();
});

test('an attempt after an invalidation starts with nothing', async () => {
  await killedAttempt('Partial', 'invalidated');
  await invalidate(steered('Partial', 'invalidated'), 'the checkpoint is wrong');
  expect((await compute('Partial', 'invalidated')).files).toEqual({});
});

test('an owner that died before it had its files does not lose those of the attempt before', async () => {
  const first = await killedAttempt('Partial', 'early death');
  const control = join(dirOf(steered('Partial', 'early death')), '.huldra');
  // What is left when the process dies right after it took the claim: a lock and an owner record.
  const record = readFileSync(join(control, 'locks', '00000001.json'), 'utf8');
  writeFileSync(join(control, 'locks', '00000002.lock'), '');
  const owner = decodeRecord(Buffer.from(record), 'record', 1);
  writeFileSync(join(control, 'locks', '00000002.json'), encodeRecord({ ...owner, epoch: 2, token: 'abc' }));
  expect(stateOf(steered('Partial', 'early death')).status).toBe('preempted');

  const { attempt, files } = await compute('Partial', 'early death');
  expect(files).toEqual({ 'checkpoint.txt': 'checkpoint of 1' });
  expect(attempt).toEqual({ id: expect.stringMatching(/^00000003-/), number: 2, resumedFrom: first.id });
});

test('a result that was stored but not published does not hinder the next attempt', async () => {
  const agent = await startAgent(root());
  agent.tell({ do: 'request', label: 'stored', cls: 'Partial' });
  await agent.next('creating');
  // As if the process had been killed between storing what create returned and publishing it.
  agent.tell({ do: 'write', label: 'stored', file: 'result.json', text: '"stored"' });
  agent.tell({ do: 'write', label: 'stored', file: 'checkpoint.txt', text: 'at the end' });
  agent.tell({ do: 'state', label: 'stored' });
  await agent.next('state');
  await agent.kill();
  const { files } = await compute('Partial', 'stored');
  expect(files).toEqual({ 'checkpoint.txt': 'at the end' });
  expect(await loadOrCreate(steered('Partial', 'stored'))).toBe('done');
});
