import { readdirSync, readFileSync, realpathSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  Artifact,
  type ArtifactOptions,
  type CreateContext,
  dirOf,
  exists,
  Field,
  load,
  loadOrCreate,
  of,
  type ResultCodec,
  stateOf,
} from '@huldra/core';
import { expect, test } from '@jest/globals';
import { collectEvents, eachTestHasItsOwnRoot, outline, rejection } from './support/rig.js';

const root = eachTestHasItsOwnRoot('results');

let made = 0;

/** A fresh class without `load` whose `create` is `create`, always under the same namespace if one is given. */
function classReturning(
  create: (context: CreateContext) => unknown,
  options: ArtifactOptions = {},
): new () => { label: string } {
  made += 1;
  const module = join(root(), `module-${made}.mjs`);
  class Returning {
    label = 'x';
    create(context: CreateContext): unknown {
      return create(context);
    }
  }
  Field()(Returning.prototype, 'label');
  Artifact({ namespace: `test-results/Returning${made}`, module: `file://${module}`, ...options })(Returning);
  return Returning;
}

const file = (artifact: object, name: string): string => join(dirOf(artifact), name);

test('what create returned is a file of the published attempt', async () => {
  const artifact = of(classReturning(() => ({ when: new Date(0), nothing: undefined, big: 10n })));
  await loadOrCreate(artifact);
  expect(JSON.parse(readFileSync(file(artifact, 'result.json'), 'utf8'))).toEqual({
    when: { $date: '1970-01-01T00:00:00.000Z' },
    nothing: { $undefined: true },
    big: { $bigint: '10' },
  });
  expect(await load(artifact)).toStrictEqual({ when: new Date(0), nothing: undefined, big: 10n });
});

test('a create that returns nothing has the result undefined', async () => {
  const artifact = of(classReturning(() => undefined));
  expect(await loadOrCreate(artifact)).toBeUndefined();
  expect(await load(artifact)).toBeUndefined();
  expect(await exists(artifact)).toBe(true);
});

test('bytes, text and a codec of one’s own are stored under their names', async () => {
  const upper: ResultCodec<string> = {
    name: 'upper',
    file: 'UPPER.txt',
    encode: (value) => value.toUpperCase(),
    decode: (bytes) => Buffer.from(bytes).toString().toLowerCase(),
  };
  const bytes = of(classReturning(() => new Uint8Array([1, 2]), { result: 'bytes' }));
  const text = of(classReturning(() => 'text', { result: 'text' }));
  const own = of(classReturning(() => 'own', { result: upper as ResultCodec }));
  for (const artifact of [bytes, text, own]) await loadOrCreate(artifact);
  expect([...readFileSync(file(bytes, 'result.bin'))]).toEqual([1, 2]);
  expect(readFileSync(file(text, 'result.txt'), 'utf8')).toBe('text');
  expect(readFileSync(file(own, 'UPPER.txt'), 'utf8')).toBe('OWN');
  expect([await load(bytes), await load(text), await load(own)]).toEqual([new Uint8Array([1, 2]), 'text', 'own']);
});

test('a result that cannot be stored is a failure that publishes nothing', async () => {
  class Model {
    weights = [1];
  }
  const artifact = of(classReturning(() => ({ model: new Model() })));
  const events = collectEvents();
  expect(await rejection(loadOrCreate(artifact))).toMatchObject({
    code: 'COMPUTE_FAILED',
    message: expect.stringMatching(
      /could not be computed.*what create\(\) returned cannot be stored.*model is an instance of Model/,
    ),
    cause: { code: 'RESULT_NOT_STORABLE' },
  });
  expect(outline(events)).toEqual(['started missing', 'failed error']);
  expect(await exists(artifact)).toBe(false);
  expect(stateOf(artifact)).toMatchObject({ status: 'failed', error: { code: 'RESULT_NOT_STORABLE' } });
  expect(readdirSync(dirOf(artifact))).toEqual(['.huldra']);
});

test('a create that writes the result’s file itself is told so', async () => {
  const artifact = of(
    classReturning(({ dir }) => {
      writeFileSync(join(dir, 'result.json'), '{"mine": true}');
      return { mine: true };
    }),
  );
  const error = await rejection(loadOrCreate(artifact));
  expect(error).toMatchObject({ code: 'COMPUTE_FAILED', cause: { code: 'RESULT_NOT_STORABLE' } });
  expect((error as Error).message).toContain('create() wrote result.json itself');
  expect((error as Error).message).toContain('Choose another name for the file, or give the class a load()');
  expect(await exists(artifact)).toBe(false);
});

test('an unknown codec is an error before anything is computed or claimed', async () => {
  let isComputed = false;
  const artifact = of(
    classReturning(
      () => {
        isComputed = true;
      },
      { result: 'yaml' as 'json' },
    ),
  );
  expect(await rejection(loadOrCreate(artifact))).toMatchObject({
    code: 'DECLARATION',
    message: expect.stringContaining('stored by "yaml", but there are: json, bytes, text'),
  });
  expect(isComputed).toBe(false);
  expect(readdirSync(root())).toEqual([]);
});

/** A class at some moment of its history: the same namespace and fields, so the same artifact. */
function generation(options: ArtifactOptions & { readonly load?: () => unknown }): new () => { label: string } {
  const { load: loading, ...rest } = options;
  const Generation = classReturning(() => 'first', { module: 'file:///history.mjs', ...rest });
  if (loading !== undefined) Object.assign(Generation.prototype, { load: loading });
  return Generation;
}

test('a result of a class that changed its codec is corrupt, and says what to do', async () => {
  const namespace = 'test-results/CodecChanged';
  await loadOrCreate(of(generation({ namespace })));
  const now = of(generation({ namespace, result: 'text' }));
  for (const ask of [load, loadOrCreate]) {
    expect(await rejection(ask(now))).toMatchObject({
      code: 'CORRUPT_ARTIFACT',
      message: expect.stringMatching(
        /published with its result by the codec "json", but its class now reads with the codec "text"\. Change the class back, raise its version, or call invalidate/,
      ),
    });
  }
});

test('a result of a class that lost its load is corrupt', async () => {
  const namespace = 'test-results/LoadRemoved';
  await loadOrCreate(of(generation({ namespace, load: () => 'by load' })));
  expect(await rejection(loadOrCreate(of(generation({ namespace }))))).toMatchObject({
    code: 'CORRUPT_ARTIFACT',
    message: expect.stringContaining('published with files for a load() method'),
  });
});

test('a result that was stored by a codec is given to the load that its class got later', async () => {
  const namespace = 'test-results/LoadAdded';
  await loadOrCreate(of(generation({ namespace })));
  expect(await loadOrCreate(of(generation({ namespace, load: () => 'by load' })))).toBe('by load');
});

test('a stored result whose file is missing is a LoadError', async () => {
  const artifact = of(classReturning(() => 'fine'));
  await loadOrCreate(artifact);
  unlinkSync(realpathSync(file(artifact, 'result.json')));
  expect(await rejection(load(artifact))).toMatchObject({ code: 'LOAD_FAILED' });
});

test('a stored result that is not what was published is never returned, also when it can be read', async () => {
  const artifact = of(classReturning(() => 'first'));
  await loadOrCreate(artifact);
  for (const altered of ['"fi', '"other"\n', '']) {
    writeFileSync(file(artifact, 'result.json'), altered);
    expect(await rejection(load(artifact))).toMatchObject({ code: 'CORRUPT_ARTIFACT' });
  }
});
