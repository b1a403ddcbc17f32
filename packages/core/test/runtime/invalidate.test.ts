import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  Artifact,
  CorruptArtifactError,
  configure,
  dirOf,
  exists,
  Field,
  invalidate,
  LoadError,
  load,
  loadOrCreate,
  MissingResultError,
  stateOf,
} from '@huldra/core';
import { afterEach, expect, test } from '@jest/globals';
import { startAgent } from './support/agent.js';
import { steered, steering } from './support/artifacts.js';
import { collectEvents, eachTestHasItsOwnRoot, outline, rejection, snapshot } from './support/rig.js';

const root = eachTestHasItsOwnRoot('invalidate');
afterEach(() => {
  configure({ leaseSecs: undefined });
  steering.create = ({ label }) => label;
});

const successOf = (artifact: object): string => join(dirOf(artifact), '.huldra', 'SUCCESS.json');

test('an invalidated result is missing and computed anew, and its files are kept', async () => {
  steering.create = (_, { dir }) => {
    writeFileSync(join(dir, 'kept.txt'), 'first');
    return 'first';
  };
  const artifact = steered('Steered', 'x');
  await loadOrCreate(artifact);
  const { attempt } = stateOf(artifact);
  const events = collectEvents();
  expect(await invalidate(artifact, 'the data was wrong')).toBe(true);
  expect(stateOf(artifact)).toMatchObject({ status: 'missing', reason: 'invalidated: the data was wrong' });
  expect(await exists(artifact)).toBe(false);
  expect(existsSync(join(dirOf(artifact), 'kept.txt'))).toBe(false);
  steering.create = () => 'second';
  expect(await loadOrCreate(artifact)).toBe('second');
  expect(outline(events)).toEqual(['invalidated the data was wrong', 'started invalidated', 'published created']);
  expect(readFileSync(join(dirOf(artifact), '.huldra', 'attempts', attempt ?? '', 'kept.txt'), 'utf8')).toBe('first');
});

test('there is nothing to invalidate in what was never computed, and nothing is made', async () => {
  expect(await invalidate(steered('Steered', 'never'), 'why not')).toBe(false);
  expect(readdirSync(root())).toEqual([]);
});

test('a result is invalidated once', async () => {
  const artifact = steered('Steered', 'once');
  await loadOrCreate(artifact);
  expect(await invalidate(artifact, 'first')).toBe(true);
  expect(await invalidate(artifact, 'second')).toBe(false);
  expect(stateOf(artifact).reason).toBe('invalidated: first');
});

test('of several that invalidate at once, one does', async () => {
  const artifact = steered('Steered', 'crowd');
  await loadOrCreate(artifact);
  const outcomes = await Promise.all(Array.from({ length: 5 }, (_, index) => invalidate(artifact, `by ${index}`)));
  expect(outcomes.filter(Boolean)).toHaveLength(1);
  expect(await loadOrCreate(artifact)).toBe('crowd');
});

test('invalidating waits for a running owner and then takes back its result', async () => {
  const owner = await startAgent(root());
  owner.tell({ do: 'request', label: 'busy' });
  await owner.next('creating');
  const events = collectEvents();
  const invalidating = invalidate(steered('Steered', 'busy'), 'too late for you');
  while (events.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  owner.tell({ do: 'finish', label: 'busy', value: 'published' });
  expect(await invalidating).toBe(true);
  expect(await owner.next('value')).toMatchObject({ value: 'published' });
  expect(outline(events)).toEqual(['waiting running', 'invalidated too late for you']);
});

test('the wait of an invalidation can be cancelled', async () => {
  const owner = await startAgent(root());
  owner.tell({ do: 'request', label: 'long' });
  await owner.next('creating');
  const cancel = new AbortController();
  const events = collectEvents();
  const invalidating = rejection(invalidate(steered('Steered', 'long'), 'never mind', { signal: cancel.signal }));
  while (events.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  cancel.abort(new Error('stop'));
  expect(await invalidating).toMatchObject({ message: 'stop' });
});

test('a damaged SUCCESS.json is an error for everybody who reads, changes nothing, and can be invalidated', async () => {
  const artifact = steered('Steered', 'damaged');
  await loadOrCreate(artifact);
  const file = successOf(artifact);
  writeFileSync(file, readFileSync(file, 'utf8').replace('"epoch": 1', '"epoch": 2'));
  const before = snapshot(root());
  for (const ask of [loadOrCreate, load, exists, async (x: object) => stateOf(x)]) {
    const error = await rejection(ask(artifact));
    expect(CorruptArtifactError.is(error)).toBe(true);
    expect(error).toMatchObject({ path: file });
  }
  expect(snapshot(root())).toEqual(before);
  expect(dirname(dirname(file))).toBe(dirOf(artifact));
  expect(await invalidate(artifact, 'damaged')).toBe(true);
  expect(await loadOrCreate(artifact)).toBe('damaged');
});

test('load without a result says how the artifact stands', async () => {
  const messageOf = async (label: string): Promise<string> => {
    const error = await rejection(load(steered('Steered', label)));
    expect(MissingResultError.is(error)).toBe(true);
    return (error as Error).message;
  };
  expect(await messageOf('unknown')).toMatch(/Steered [0-9a-f]{7} has no result that could be loaded: it is missing\./);
  steering.create = () => {
    throw new Error('no');
  };
  await rejection(loadOrCreate(steered('Steered', 'failing')));
  expect(await messageOf('failing')).toContain('it is failed.');
  const owner = await startAgent(root());
  owner.tell({ do: 'request', label: 'running' });
  await owner.next('creating');
  expect(await messageOf('running')).toContain('it is running.');
});

test('a load that throws is a LoadError that leaves the result as it is', async () => {
  let isBroken = true;
  const thrown = new SyntaxError('line 7');
  @Artifact({ namespace: 'test-invalidate/Fragile' })
  class Fragile {
    @Field() label = '';
    create(): string {
      return 'created';
    }
    load(): string {
      if (isBroken) throw thrown;
      return 'loaded';
    }
  }
  const artifact = new Fragile();
  await loadOrCreate(artifact);
  const before = snapshot(root());
  const error = await rejection(loadOrCreate(artifact));
  expect(LoadError.is(error)).toBe(true);
  expect(error).toMatchObject({ code: 'LOAD_FAILED', cause: thrown, message: expect.stringContaining('line 7') });
  expect(snapshot(root())).toEqual(before);
  isBroken = false;
  expect(await loadOrCreate(artifact)).toBe('loaded');
});

test('a result whose directory was deleted is corrupt, and says what to do', async () => {
  const artifact = steered('Steered', 'gone');
  await loadOrCreate(artifact);
  rmSync(join(dirOf(artifact), '.huldra', 'attempts'), { recursive: true });
  expect(await rejection(loadOrCreate(artifact))).toMatchObject({
    code: 'CORRUPT_ARTIFACT',
    message: expect.stringContaining('is gone. Put it back, or call invalidate'),
  });
});
