import { readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import {
  Artifact,
  CorruptArtifactError,
  type CreateContext,
  dirOf,
  Field,
  hashOf,
  load,
  loadOrCreate,
  metadataOf,
  namespaceOf,
  of,
} from '@huldra/core';
import { expect, test } from '@jest/globals';
import { decodeRecord, encodeRecord } from '../../src/store/record.js';
import { eachTestHasItsOwnRoot, rejection } from './support/rig.js';

const root = eachTestHasItsOwnRoot('metadata');

@Artifact({ namespace: 'test-metadata/Part', version: 3 })
class Part {
  @Field() size = 1;
  create(): number {
    return this.size;
  }
}

@Artifact({ namespace: 'test-metadata/Whole' })
class Whole {
  @Field(() => Part) part = of(Part, { size: 2 });
  @Field() when = new Date('2020-02-02T00:00:00.000Z');
  create(): number {
    return 7;
  }
}

const fileOf = (artifact: object): string => join(dirOf(artifact), '.huldra', 'metadata.json');

test('the metadata hold configuration, hash, directory, attempt, environment and versions', async () => {
  const artifact = of(Whole);
  await loadOrCreate(artifact);
  expect(metadataOf(artifact)).toMatchObject({
    schemaVersion: 1,
    artifact: {
      namespace: 'test-metadata/Whole',
      className: 'Whole',
      hash: hashOf(artifact),
      version: 1,
      directory: dirOf(artifact),
    },
    configuration: {
      nodes: [
        {
          kind: 'artifact',
          namespace: 'test-metadata/Part',
          version: 3,
          hash: hashOf(artifact.part),
          fields: { size: 2 },
        },
        {
          kind: 'artifact',
          namespace: 'test-metadata/Whole',
          fields: { part: { $ref: 0 }, when: { $date: '2020-02-02T00:00:00.000Z' } },
        },
      ],
    },
    attempt: {
      id: expect.stringMatching(/^00000001-/),
      number: 1,
      startedAt: expect.any(String),
      finishedAt: expect.any(String),
      outcome: 'created',
      resources: {
        wallMs: expect.any(Number),
        cpuUserMs: expect.any(Number),
        cpuSystemMs: expect.any(Number),
        peakMemoryBytes: expect.any(Number),
      },
    },
    huldra: expect.stringMatching(/^\d+\.\d+\.\d+/),
    environment: { pid: process.pid, nodeVersion: process.version, host: hostname(), command: expect.any(Array) },
  });
});

test('where an artifact lies follows from root, namespace and hash', () => {
  const artifact = of(Part, { size: 5 });
  expect(namespaceOf(artifact)).toBe('test-metadata/Part');
  expect(hashOf(artifact)).toMatch(/^[0-9a-f]{32}$/);
  expect(dirOf(artifact)).toBe(join(root(), 'data', 'test-metadata', 'Part', hashOf(artifact)));
});

test('there are no metadata of what was never computed', () => {
  expect(metadataOf(of(Part, { size: 99 }))).toBeUndefined();
});

test('of a running attempt the metadata say when it began and not when it ended', async () => {
  let during: unknown;
  @Artifact({ namespace: 'test-metadata/Curious' })
  class Curious {
    @Field() label = '';
    create(): void {
      during = metadataOf(this)?.attempt;
    }
  }
  await loadOrCreate(of(Curious));
  expect(during).toMatchObject({ number: 1, startedAt: expect.any(String) });
  expect(during).not.toHaveProperty('finishedAt');
});

test('the metadata of a cancelled attempt say so, and what it took', async () => {
  const cancel = new AbortController();
  @Artifact({ namespace: 'test-metadata/Cancelled' })
  class Cancelled {
    @Field() label = '';
    create({ signal }: CreateContext): void {
      cancel.abort(new Error('enough'));
      signal.throwIfAborted();
    }
  }
  await rejection(loadOrCreate(of(Cancelled), { signal: cancel.signal }));
  expect(metadataOf(of(Cancelled))?.attempt).toMatchObject({
    outcome: 'preempted',
    finishedAt: expect.any(String),
    resources: { wallMs: expect.any(Number) },
  });
});

test.each<[string, (text: string) => string]>([
  ['one changed byte', (text) => text.replace('"size": 2', '"size": 3')],
  ['half of it', (text) => text.slice(0, text.length / 2)],
  ['nothing', () => ''],
  ['something else', () => '{"schemaVersion": 1}\n'],
])('metadata with %s are corrupt, and the result can be loaded all the same', async (_, tamper) => {
  const artifact = of(Whole);
  await loadOrCreate(artifact);
  writeFileSync(fileOf(artifact), tamper(readFileSync(fileOf(artifact), 'utf8')));
  expect(() => metadataOf(artifact)).toThrow(CorruptArtifactError);
  expect(() => metadataOf(artifact)).toThrow(fileOf(artifact));
  expect(await load(artifact)).toBe(7);
});

test.each<[string, (record: Record<string, unknown>) => unknown]>([
  ['a field was changed', ({ configuration }) => nodeOf(configuration, 0, { fields: { size: 3 } })],
  ['a hash was changed', ({ configuration }) => nodeOf(configuration, 1, { hash: '0'.repeat(32) })],
  ['the version was changed', ({ configuration }) => nodeOf(configuration, 0, { version: 4 })],
])('metadata with a right checksum in which %s are corrupt', async (_, forge) => {
  const artifact = of(Whole);
  await loadOrCreate(artifact);
  const record = decodeRecord(readFileSync(fileOf(artifact)), fileOf(artifact), 1);
  writeFileSync(fileOf(artifact), encodeRecord({ ...record, configuration: forge(record) }));
  expect(() => metadataOf(artifact)).toThrow(CorruptArtifactError);
});

function nodeOf(configuration: unknown, index: number, change: object): unknown {
  const { nodes, ...rest } = configuration as { readonly nodes: readonly object[] };
  return { ...rest, nodes: nodes.map((node, at) => (at === index ? { ...node, ...change } : node)) };
}

test('metadata of another artifact in this one’s place are corrupt', async () => {
  const [mine, other] = [of(Part, { size: 10 }), of(Part, { size: 11 })];
  await loadOrCreate(mine);
  await loadOrCreate(other);
  writeFileSync(fileOf(mine), readFileSync(fileOf(other)));
  expect(() => metadataOf(mine)).toThrow(`describes test-metadata/Part/${hashOf(other)}, not`);
});
