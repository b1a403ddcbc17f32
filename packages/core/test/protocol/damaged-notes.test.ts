import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { configure, dirOf, invalidate, loadOrCreate, metadataOf, stateOf } from '@huldra/core';
import { expect, test } from '@jest/globals';
import { readEvents } from '../../src/store/event-log.js';
import { layoutAt } from '../../src/store/layout.js';
import { newOwner } from '../../src/store/owner.js';
import { decodeRecord, encodeRecord } from '../../src/store/record.js';
import { controlFile, eachTestHasItsOwnRoot, note, recovers, rejection } from './support/note.js';

/* Everything but the proof may be damaged: it costs what it told, and where it told of a claim, the wait for a lease. */

const root = eachTestHasItsOwnRoot('damaged-notes');

/** For tests that wait for one; longer than a busy machine keeps this process from beating. */
const shortLeaseSecs = 1.5;

const files = [
  'state.json',
  'metadata.json',
  'events.jsonl',
  'locks/00000001.json',
  'locks/00000001.beat',
  'locks/00000002.lock',
];

const harms: [string, (file: string) => void][] = [
  ['empty', (file) => writeFileSync(file, '')],
  ['cut off', (file) => writeFileSync(file, readFileSync(file).subarray(0, 40))],
  ['nonsense', (file) => writeFileSync(file, '\0\u0001{]"__proto__"\n\n{"type":1}')],
  ['huge', (file) => writeFileSync(file, Buffer.alloc(5_000_000, 32))],
  ['gone', (file) => rmSync(file)],
];

const cases = files.flatMap((file) => harms.map(([what, harm]) => ({ file, what, harm })));

test.each(cases)(
  'with $file $what, a result is read, and can be invalidated and computed anew',
  async ({ file, harm }) => {
    const artifact = note('published');
    const value = await loadOrCreate(artifact);
    harm(controlFile(artifact, file));
    expect(await loadOrCreate(artifact)).toBe(value);
    expect(stateOf(artifact)).toMatchObject({ status: 'success' });
    expect(await recovers(artifact)).toBe(true);
  },
);

test.each(cases)('with $file $what and no result, it is computed', async ({ file, harm }) => {
  const artifact = note('unpublished');
  await loadOrCreate(artifact);
  await invalidate(artifact, 'to have files and no result');
  harm(controlFile(artifact, file));
  const value = await loadOrCreate(artifact);
  expect(await loadOrCreate(artifact)).toBe(value);
});

test('metadata that is damaged, or of another artifact, is an error for who asks for it', async () => {
  const [one, other] = [note('one'), note('other')];
  await Promise.all([loadOrCreate(one), loadOrCreate(other)]);
  cpSync(controlFile(other, 'metadata.json'), controlFile(one, 'metadata.json'));
  expect(() => metadataOf(one)).toThrow(expect.objectContaining({ code: 'CORRUPT_ARTIFACT' }));
  writeFileSync(controlFile(one, 'metadata.json'), 'nonsense');
  expect(() => metadataOf(one)).toThrow(expect.objectContaining({ code: 'CORRUPT_ARTIFACT' }));
});

test('lines of events.jsonl that are torn are passed over, and the others read', async () => {
  const artifact = note('torn');
  await loadOrCreate(artifact);
  appendFileSync(controlFile(artifact, 'events.jsonl'), '\n{"at":"2026-01-01T00:00:00Z","type":"publ');
  await invalidate(artifact, 'after a torn line');
  const layout = layoutAt(dirOf(artifact), `test-protocol/Note/${basename(dirOf(artifact))}`);
  expect(readEvents(layout).map(({ type }) => type)).toEqual(['started', 'published', 'invalidated']);
});

/** Rewrites a record as a newer huldra might. */
function makeNewer(file: string): string {
  const newer = encodeRecord({ ...decodeRecord(readFileSync(file), file, 1), schemaVersion: 2 });
  writeFileSync(file, newer);
  return newer;
}

test.each(['state.json', 'locks/00000003.json'])('%s of a newer huldra is not overwritten: upgrade', async (name) => {
  const artifact = note('newer');
  await loadOrCreate(artifact);
  await invalidate(artifact, 'to have files and no result');
  const file = controlFile(artifact, name);
  const newer = makeNewer(file);
  expect(await rejection(loadOrCreate(artifact))).toMatchObject({ code: 'NEWER_FORMAT' });
  expect(readFileSync(file, 'utf8')).toBe(newer);
});

test('names in locks/ that huldra does not make mean nothing', async () => {
  const artifact = note('odd names');
  const locks = controlFile(artifact, 'locks');
  mkdirSync(locks, { recursive: true });
  const names = [
    'README',
    '.nfs000000000001',
    '1.lock',
    '00000004.lock~',
    '000000005.lock',
    '99999999999999999999.lock',
    '0000000x.lock',
    '00000001.lock.json',
    '-0000001.lock',
    'ä\n.lock',
  ];
  for (const name of names) writeFileSync(join(locks, name), 'odd');
  // Whatever was taken for a lock would have to be waited for, for 120 s.
  await loadOrCreate(artifact);
  expect(
    readdirSync(locks)
      .filter((name) => !names.includes(name))
      .sort(),
  ).toEqual(['00000001.beat', '00000001.json', '00000001.lock', '00000002.lock']);
});

test.each<[string, (locks: string) => void]>([
  ['an empty file', (locks) => writeFileSync(join(locks, '00000001.lock'), '')],
  ['a directory', (locks) => mkdirSync(join(locks, '00000001.lock'))],
  ['a link that leads nowhere', (locks) => symlinkSync('nowhere', join(locks, '00000001.lock'))],
])('a lock of which nothing tells who made it, be it %s, is respected for a lease', async (_, harm) => {
  configure({ leaseSecs: shortLeaseSecs });
  const artifact = note('traceless');
  const locks = controlFile(artifact, 'locks');
  mkdirSync(locks, { recursive: true });
  harm(locks);
  if (!readdirSync(locks).includes('00000001.lock')) throw new Error('there is no lock');
  await loadOrCreate(artifact);
  expect(readdirSync(controlFile(artifact, 'attempts')).some((name) => name.startsWith('00000002-'))).toBe(true);
});

test('a lock whose maker left no record, and said that it gave up, is waited for by nobody', async () => {
  const artifact = note('given up');
  const locks = controlFile(artifact, 'locks');
  mkdirSync(locks, { recursive: true });
  writeFileSync(join(locks, '00000001.lock'), '');
  expect(stateOf(artifact)).toMatchObject({ status: 'running' });
  writeFileSync(join(locks, '00000001.0123456789abcdef.over'), '');
  expect(stateOf(artifact)).toMatchObject({ status: 'preempted' });
  // But somebody else may have made it, and be about to say so.
  const alive = newOwner(1, '0011223344556677', 1000);
  writeFileSync(join(locks, '00000001.0011223344556677.intent'), encodeRecord(alive));
  expect(stateOf(artifact)).toMatchObject({ status: 'running' });
  rmSync(join(locks, '00000001.0011223344556677.intent'));
  await loadOrCreate(artifact);
});

test('a last beat gives back the claim that it names, and no other', async () => {
  const artifact = note('last beat');
  const locks = controlFile(artifact, 'locks');
  mkdirSync(locks, { recursive: true });
  writeFileSync(join(locks, '00000001.lock'), '');
  writeFileSync(join(locks, '00000001.json'), encodeRecord(newOwner(1, '0011223344556677', 120_000)));
  const beat = join(locks, '00000001.beat');
  const lines = ['', 'over 8899aabbccddeeff\n', 'over 00112233'].map((line) => `0000000000000007\n${line}`);
  for (const content of lines) {
    writeFileSync(beat, content);
    expect([content, stateOf(artifact).status]).toEqual([content, 'running']);
  }
  writeFileSync(beat, '0000000000000007\nover 0011223344556677\n');
  expect(stateOf(artifact)).toMatchObject({
    status: 'preempted',
    reason: 'its owner gave it back and could not record the outcome',
  });
  await loadOrCreate(artifact);
});

test('a living owner whose record is damaged is not taken for the seal of the dead one before it', async () => {
  configure({ leaseSecs: shortLeaseSecs });
  const artifact = note('damaged record of the living');
  await loadOrCreate(artifact);
  await invalidate(artifact, 'epoch 3 is given back');
  const locks = controlFile(artifact, 'locks');
  writeFileSync(join(locks, '00000004.lock'), '');
  writeFileSync(join(locks, '00000004.json'), 'torn by a power failure');
  expect(stateOf(artifact)).toMatchObject({ status: 'running' });
  rmSync(join(locks, '00000004.json'));
  writeFileSync(join(locks, '00000004.beat'), '0000000000000007\n');
  expect(stateOf(artifact)).toMatchObject({ status: 'running' });
  await loadOrCreate(artifact);
});

test('a record that was there before its lock does not speak for who makes the lock', async () => {
  const artifact = note('put back');
  const locks = controlFile(artifact, 'locks');
  mkdirSync(locks, { recursive: true });
  const dead = newOwner(1, '0123456789abcdef', 1000);
  const record = encodeRecord({ ...dead, process: { ...dead.process, startTime: '1' } });
  writeFileSync(join(locks, '00000001.json'), record);
  await loadOrCreate(artifact);
  expect(readFileSync(join(locks, '00000001.json'), 'utf8')).toBe(record);
  expect(readdirSync(controlFile(artifact, 'attempts')).some((name) => name.startsWith('00000002-'))).toBe(true);
});

test.each([
  ['the root', ''],
  ['the directory of a namespace', 'data/test-protocol'],
  ['the directory of the artifact', undefined],
  ['.huldra', '.huldra'],
  ['locks', '.huldra/locks'],
  ['attempts', '.huldra/attempts'],
  ['jobs', '.huldra/jobs'],
  ['events.jsonl', '.huldra/events.jsonl'],
])(
  'where a file (or for a file a directory) is in the place of %s, there is a typed error that names it',
  async (what, path) => {
    const artifact = note('in the way');
    const inArtifact = path?.startsWith('.huldra') === true ? join(dirOf(artifact), path) : dirOf(artifact);
    const place = path === undefined || path.startsWith('.huldra') ? inArtifact : join(root(), path);
    rmSync(place, { recursive: true, force: true });
    mkdirSync(dirname(place), { recursive: true });
    if (what.endsWith('.jsonl')) mkdirSync(place);
    else writeFileSync(place, 'in the way');
    const before = what === 'jobs' ? undefined : await rejection(loadOrCreate(artifact));
    if (before !== undefined) {
      expect(before).toMatchObject({ code: expect.stringMatching(/^(?:ROOT_NOT_WRITABLE|STORAGE)$/) });
      expect((before as Error).message).toContain(dirOf(artifact));
    }
    rmSync(place, { recursive: true });
    expect(await loadOrCreate(artifact)).toContain('in the way');
  },
);

test('links of an earlier result are replaced, and other files of their names are left alone', async () => {
  const artifact = note('links');
  await loadOrCreate(artifact);
  const link = join(dirOf(artifact), 'result.json');
  rmSync(link);
  symlinkSync('.huldra/attempts/00000001-gone/result.json', link);
  symlinkSync('.huldra/attempts/00000001-gone/x', join(dirOf(artifact), 'stale'));
  writeFileSync(join(dirOf(artifact), 'mine.txt'), 'mine');
  expect(await recovers(artifact)).toBe(true);
  expect(readdirSync(dirOf(artifact)).sort()).toEqual(['.huldra', 'mine.txt', 'result.json']);
  expect(readFileSync(link, 'utf8')).toContain('links for the');

  rmSync(link);
  writeFileSync(link, 'somebody else’s');
  expect(await recovers(artifact)).toBe(true);
  expect(readFileSync(link, 'utf8')).toBe('somebody else’s');
});
