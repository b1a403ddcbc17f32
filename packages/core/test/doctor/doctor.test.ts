import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { dirOf, doctor, invalidate, loadOrCreate, stateOf } from '@huldra/core';
import { expect, test } from '@jest/globals';
import { startAgent } from '../runtime/support/agent.js';
import { steered, steering } from '../runtime/support/artifacts.js';
import { eachTestHasItsOwnRoot, rejection } from '../runtime/support/rig.js';

const root = eachTestHasItsOwnRoot('doctor');

const control = (label: string, ...path: string[]) => join(dirOf(steered('Steered', label)), '.huldra', ...path);
const attemptsOf = (label: string) =>
  readdirSync(control(label, 'attempts')).filter((name) => !name.endsWith('.jsonl'));

async function fail(label: string): Promise<void> {
  steering.create = () => {
    throw new Error('for the test');
  };
  await rejection(loadOrCreate(steered('Steered', label)));
}

async function compute(label: string): Promise<unknown> {
  steering.create = () => 'computed';
  return loadOrCreate(steered('Steered', label));
}

test('a root on a local disk is sound, and is left as it was', () => {
  const { findings, artifacts, leftovers } = doctor(root());
  expect(findings.filter(({ verdict }) => verdict === 'bad')).toEqual([]);
  expect(findings.map(({ question }) => question)).toEqual([
    'can be written to',
    'exclusive create',
    'exclusive link',
    'rename over a file',
    'fsync of files',
    'fsync of directories',
    'symbolic links',
    'free space',
    'clocks',
    'who may write',
    'file system',
  ]);
  expect([artifacts, leftovers]).toEqual([0, []]);
  expect(existsSync(root()) ? readdirSync(root()) : []).toEqual([]);
});

test('a root that does not exist yet is examined and not left behind', () => {
  const missing = join(root(), 'not', 'there');
  expect(doctor(missing).findings[0]).toMatchObject({ question: 'can be written to', verdict: 'good' });
  expect(existsSync(join(root(), 'not'))).toBe(false);
});

test('a root that is a file cannot be written to, and the file stays as it is', () => {
  const file = join(root(), 'file');
  mkdirSync(root(), { recursive: true });
  writeFileSync(file, 'precious');
  expect(doctor(file).findings).toEqual([expect.objectContaining({ question: 'can be written to', verdict: 'bad' })]);
  expect(readFileSync(file, 'utf8')).toBe('precious');
});

test('a root that a group shares asks for a mode with which the group can write to what is made in it', () => {
  mkdirSync(root(), { recursive: true });
  chmodSync(root(), 0o775);
  const earlier = process.umask(0o022);
  try {
    const found = () => doctor(root()).findings.find(({ question }) => question === 'who may write');
    expect(found()).toMatchObject({ verdict: 'note', finding: expect.stringContaining('HULDRA_DIRECTORY_MODE=2775') });
    process.umask(0o002);
    chmodSync(root(), 0o2775);
    expect(found()).toMatchObject({ verdict: 'good' });
  } finally {
    process.umask(earlier);
  }
});

test('the claim of an owner that was killed is listed, and given back with fix', async () => {
  const agent = await startAgent(root());
  agent.tell({ do: 'request', label: 'killed' });
  await agent.next('creating');
  await agent.kill();

  const listed = doctor(root());
  expect(listed.artifacts).toBe(1);
  expect(listed.leftovers).toEqual([expect.objectContaining({ hasDeadOwner: true, isCleaned: false })]);
  expect(stateOf(steered('Steered', 'killed'))).toMatchObject({ status: 'preempted', reason: 'its owner died' });

  expect(doctor(root(), { fix: true }).leftovers).toEqual([expect.objectContaining({ isCleaned: true })]);
  expect(doctor(root()).leftovers).toEqual([]);
  expect(stateOf(steered('Steered', 'killed')).status).toBe('preempted');
  expect(attemptsOf('killed')).toHaveLength(1);
  expect(await compute('killed')).toBe('computed');
});

test('what an examination left that died goes with fix, and one that may be under way is left alone', () => {
  const [dead, young] = ['dead', 'young'].map((name) => join(root(), `.tmp-doctor-${name}`)) as [string, string];
  for (const directory of [dead, young]) mkdirSync(directory, { recursive: true });
  writeFileSync(join(dead, 'file'), '');
  utimesSync(dead, new Date(0), new Date(0));
  doctor(root());
  expect(existsSync(dead)).toBe(true);
  doctor(root(), { fix: true });
  expect([existsSync(dead), existsSync(young)]).toEqual([false, true]);
});

test('a root that is a file or is not there is left alone with fix, too', () => {
  const file = join(root(), 'file');
  mkdirSync(root(), { recursive: true });
  writeFileSync(file, 'precious');
  for (const path of [file, join(root(), 'missing')])
    expect(doctor(path, { fix: true })).toMatchObject({ artifacts: 0, leftovers: [] });
  expect(readFileSync(file, 'utf8')).toBe('precious');
});

test('a living owner and its attempt are left alone', async () => {
  const agent = await startAgent(root());
  agent.tell({ do: 'request', label: 'alive' });
  await agent.next('creating');
  expect(doctor(root(), { fix: true }).leftovers).toEqual([]);
  agent.tell({ do: 'finish', label: 'alive', value: 'from the agent' });
  await agent.next('value');
  expect(await compute('alive')).toBe('from the agent');
});

test('with fix only the published attempt stays, byte for byte', async () => {
  await fail('published');
  await fail('published');
  await compute('published');
  const before = readFileSync(control('published', 'SUCCESS.json'), 'utf8');
  expect(attemptsOf('published')).toHaveLength(3);

  const [leftover] = doctor(root(), { fix: true }).leftovers;
  expect(leftover?.attempts).toHaveLength(2);
  expect(attemptsOf('published')).toEqual([JSON.parse(before).attempt]);
  expect(readFileSync(control('published', 'SUCCESS.json'), 'utf8')).toBe(before);
  steering.create = () => 'computed again';
  expect(await loadOrCreate(steered('Steered', 'published'))).toBe('computed');
});

test('a recorded failure stays recorded after a fix, with its last attempt', async () => {
  await fail('failed');
  await fail('failed');
  doctor(root(), { fix: true });
  expect(stateOf(steered('Steered', 'failed'))).toMatchObject({ status: 'failed', error: { message: 'for the test' } });
  expect(attemptsOf('failed')).toHaveLength(1);
});

test.each([
  ['a temporary file', 'locks/.tmp-4194304-00000000-0000-4000-8000-000000000000'],
  ['a temporary file of a job', 'jobs/.tmp-4194304-00000000-0000-4000-8000-000000000000'],
  ['a link in the making', '.tmp-link-0123456789abcdef'],
  ['a note that a claim is over', 'locks/00000001.0123456789abcdef.over'],
  ['a note of a claim that was not made', 'locks/00000003.0123456789abcdef.over'],
  ['an intent', 'locks/00000003.0123456789abcdef.intent'],
  ['a staged proof', 'SUCCESS.staged-00000001.json'],
])('%s that somebody left goes with fix', async (_, name) => {
  await compute('stray');
  const stray = control('stray', name);
  mkdirSync(dirname(stray), { recursive: true });
  writeFileSync(stray, 'half');
  expect(doctor(root()).leftovers).toEqual([expect.objectContaining({ files: [stray] })]);
  doctor(root(), { fix: true });
  expect(existsSync(stray)).toBe(false);
  expect(doctor(root()).leftovers).toEqual([]);
  expect(await compute('stray')).toBe('computed');
});

test.each([
  ['a copy of an earlier attempt', 'attempts/.tmp-4194304-00000000-0000-4000-8000-000000000000'],
  ['an attempt that was being removed', '.tmp-trash-0123456789abcdef'],
])('%s that somebody left goes with fix, with all that is in it', async (_, name) => {
  await compute('stray');
  const stray = control('stray', name);
  mkdirSync(join(stray, 'below'), { recursive: true });
  writeFileSync(join(stray, 'below', 'file'), 'half');
  expect(doctor(root(), { fix: true }).leftovers).toEqual([expect.objectContaining({ files: [stray] })]);
  expect(existsSync(stray)).toBe(false);
});

test('several useless attempts go one after the other, with their manifests', async () => {
  for (let round = 0; round < 3; round += 1) {
    await compute('often');
    await invalidate(steered('Steered', 'often'), 'again');
  }
  await compute('often');
  const { attempt } = JSON.parse(readFileSync(control('often', 'SUCCESS.json'), 'utf8'));
  expect(doctor(root(), { fix: true }).leftovers).toEqual([expect.objectContaining({ isCleaned: true })]);
  expect(readdirSync(control('often', 'attempts')).sort()).toEqual([attempt, `${attempt}.manifest.jsonl`]);
});

test('nothing of an artifact with a damaged SUCCESS.json is removed', async () => {
  await fail('damaged');
  await compute('damaged');
  writeFileSync(control('damaged', 'SUCCESS.json'), 'damaged');
  expect(doctor(root(), { fix: true }).leftovers).toEqual([]);
  expect(attemptsOf('damaged')).toHaveLength(2);
  expect(await invalidate(steered('Steered', 'damaged'), 'damaged')).toBe(true);
  expect(statSync(control('damaged')).isDirectory()).toBe(true);
});
