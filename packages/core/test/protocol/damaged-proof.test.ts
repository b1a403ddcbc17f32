import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirOf, exists, invalidate, loadOrCreate, stateOf } from '@huldra/core';
import { expect, test } from '@jest/globals';
import { decodeRecord, encodeRecord } from '../../src/store/record.js';
import { controlFile, eachTestHasItsOwnRoot, note, recovers, rejection } from './support/note.js';

eachTestHasItsOwnRoot('damaged-proof');

const corrupt = { code: 'CORRUPT_ARTIFACT', path: expect.stringContaining('SUCCESS.json') };

/** A published artifact, and its proof. */
async function published(label: string) {
  const artifact = note(label);
  const value = await loadOrCreate(artifact);
  const file = controlFile(artifact, 'SUCCESS.json');
  return { artifact, value, file, bytes: readFileSync(file) };
}

test('a proof that is cut off anywhere, or altered anywhere, is never taken for a proof', async () => {
  const { artifact, value, file, bytes } = await published('altered');
  const variants: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += 7) {
    variants.push(bytes.subarray(0, at));
    for (const bit of [0, 5, 7]) {
      const altered = Buffer.from(bytes);
      altered[at] = (altered[at] ?? 0) ^ (1 << bit);
      variants.push(altered);
    }
  }
  variants.push(Buffer.concat([bytes, Buffer.from('\n')]), Buffer.concat([bytes, bytes]), Buffer.alloc(70_000, 32));
  for (const variant of variants) {
    writeFileSync(file, variant);
    expect(await rejection(loadOrCreate(artifact))).toMatchObject(corrupt);
  }
  expect(variants.length).toBeGreaterThan(200);
  writeFileSync(file, bytes);
  expect(await loadOrCreate(artifact)).toBe(value);
});

interface Damage {
  readonly what: string;
  readonly harm: (file: string, bytes: Buffer) => void | Promise<void>;
}

/** The proof as it is, but for some members. */
function edited(bytes: Buffer, changes: object): string {
  return encodeRecord({ ...decodeRecord(bytes, '', 1), ...changes });
}

const damages: Damage[] = [
  { what: 'is empty', harm: (file) => writeFileSync(file, '') },
  { what: 'is JSON of somebody else', harm: (file) => writeFileSync(file, '{"status": "success"}\n') },
  {
    what: 'belongs to another artifact',
    harm: async (file) => copyFileSync((await published('another')).file, file),
  },
  {
    what: 'belongs to another artifact, and a later epoch',
    harm: (file, bytes) => writeFileSync(file, edited(bytes, { hash: 'f'.repeat(32), epoch: 99 })),
  },
  { what: 'names no epoch', harm: (file, bytes) => writeFileSync(file, edited(bytes, { epoch: undefined })) },
  {
    what: 'names an attempt outside of the artifact',
    harm: (file, bytes) => writeFileSync(file, edited(bytes, { attempt: '../../../00000001-0' })),
  },
  {
    what: 'names a result outside of the attempt',
    harm: (file, bytes) => writeFileSync(file, edited(bytes, { result: { codec: 'json', file: '../x' } })),
  },
  {
    what: 'names an attempt of another epoch',
    harm: (file, bytes) => writeFileSync(file, edited(bytes, { epoch: 7 })),
  },
  { what: 'was published at no time', harm: (file, bytes) => writeFileSync(file, edited(bytes, { publishedAt: 'x' })) },
  {
    what: 'counts files that cannot be',
    harm: (file, bytes) => writeFileSync(file, edited(bytes, { manifest: { files: -1, bytes: 0, sha256: '' } })),
  },
  { what: 'has a list for a manifest', harm: (file, bytes) => writeFileSync(file, edited(bytes, { manifest: [] })) },
  {
    what: 'is a directory',
    harm: (file) => {
      rmSync(file);
      mkdirSync(file);
    },
  },
  {
    what: 'is a link that leads nowhere',
    harm: (file) => {
      rmSync(file);
      symlinkSync('nowhere', file);
    },
  },
  {
    what: 'is a link that leads to itself',
    harm: (file) => {
      rmSync(file);
      symlinkSync('SUCCESS.json', file);
    },
  },
];

test.each(damages)(
  'where the proof $what, nothing is computed and nothing lost until it is invalidated',
  async ({ harm }) => {
    const { artifact, file, bytes } = await published('damaged');
    await harm(file, bytes);
    const before = readdirSync(controlFile(artifact, 'attempts'));
    expect(await rejection(loadOrCreate(artifact))).toMatchObject(corrupt);
    expect(await rejection(exists(artifact))).toMatchObject(corrupt);
    expect(() => stateOf(artifact)).toThrow(expect.objectContaining(corrupt));
    expect(readdirSync(controlFile(artifact, 'attempts'))).toEqual(before);

    expect(await recovers(artifact)).toBe(true);
    expect(readdirSync(controlFile(artifact, 'attempts'))).toEqual(expect.arrayContaining(before));
    expect(readdirSync(controlFile(artifact))).toContain('SUCCESS.invalidated-00000003.json');
  },
);

test('a proof that a newer huldra wrote is not judged by old rules, not even by invalidate', async () => {
  const { artifact, file, bytes } = await published('newer');
  const newer = edited(bytes, { schemaVersion: 2, epoch: 'of another kind' });
  writeFileSync(file, newer);
  const refusal = { code: 'NEWER_FORMAT', message: expect.stringContaining('upgrade huldra') };
  expect(await rejection(loadOrCreate(artifact))).toMatchObject(refusal);
  expect(await rejection(invalidate(artifact, 'no'))).toMatchObject(refusal);
  expect(readFileSync(file, 'utf8')).toBe(newer);
});

test('a proof without the files that it names is corrupt, and invalidate is the way out', async () => {
  const { artifact } = await published('gone');
  rmSync(controlFile(artifact, 'attempts'), { recursive: true });
  expect(await rejection(loadOrCreate(artifact))).toMatchObject({ code: 'CORRUPT_ARTIFACT' });
  expect(await recovers(artifact)).toBe(true);
});

test('a proof whose claims are all gone keeps its result, and later claims follow its epoch', async () => {
  const { artifact, value } = await published('without locks');
  rmSync(controlFile(artifact, 'locks'), { recursive: true });
  expect(await loadOrCreate(artifact)).toBe(value);
  expect(await recovers(artifact)).toBe(true);
  expect(readdirSync(controlFile(artifact, 'locks'))).toContain('00000003.json');
  expect(dirOf(artifact)).toContain('Note');
});
