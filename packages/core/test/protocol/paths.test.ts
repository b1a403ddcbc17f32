import { existsSync, mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Artifact, configure, dirOf, exists, Field, loadOrCreate, stateOf } from '@huldra/core';
import { expect, test } from '@jest/globals';
import { controlFile, eachTestHasItsOwnRoot, note, recovers, rejection } from './support/note.js';
import { Worker } from './support/worker.js';

const root = eachTestHasItsOwnRoot('paths');

test.each([
  ['spaces', 'a root  with spaces'],
  ['unicode', 'wurzel-Ω-データ-🌱'],
  ['a newline', 'first\nsecond'],
  ['quotes and shell characters', `it's "a" $(root); rm -rf *`],
  ['a leading dash', '-root'],
])('a root whose name has %s works like any other, also from HULDRA_PATH', async (_, name) => {
  const odd = join(root(), name);
  configure({ root: odd });
  expect(await recovers(note('odd root'))).toBe(true);
  const worker = await Worker.start(odd);
  expect((await worker.ask(1)).error).toBeUndefined();
  expect(existsSync(join(odd, 'data', 'test-protocol', 'Job'))).toBe(true);
});

test('a root that is a symbolic link, and what it leads to, are one root', async () => {
  const real = join(root(), 'real');
  const link = join(root(), 'link');
  mkdirSync(real);
  symlinkSync(real, link);
  configure({ root: link });
  const value = await loadOrCreate(note('linked'));
  configure({ root: real });
  expect(await loadOrCreate(note('linked'))).toBe(value);
  expect(realpathSync(dirOf(note('linked')))).toBe(dirOf(note('linked')));
});

test.each([true, false])('with fsync %s a result is published and invalidated alike', async (fsync) => {
  configure({ fsync });
  const artifact = note('flushed');
  expect(await recovers(artifact)).toBe(true);
  expect(existsSync(controlFile(artifact, 'SUCCESS.json'))).toBe(true);
});

const tooLong = { code: 'STORAGE', retryable: false, message: expect.stringContaining('too long') };

test('a root whose path is too long for the system is an error that says so', async () => {
  configure({ root: join(root(), ...Array<string>(40).fill('x'.repeat(120))) });
  const artifact = note('deep');
  expect(await rejection(loadOrCreate(artifact))).toMatchObject(tooLong);
  expect(await rejection(exists(artifact))).toMatchObject(tooLong);
});

const longName = 'N'.repeat(128);
const deep = Array<string>(40).fill(longName).join('/');

@Artifact({ namespace: `${longName}/${longName}/Long` })
class Long {
  @Field() label = '';
  create(): string {
    return this.label;
  }
}

@Artifact({ namespace: `${deep}/TooDeep` })
class TooDeep {
  @Field() label = '';
  create(): string {
    return this.label;
  }
}

test('a namespace of the longest names works, and one of too many of them is an error that says so', async () => {
  const artifact = Object.assign(new Long(), { label: 'long' });
  expect(await recovers(artifact)).toBe(true);
  expect(stateOf(artifact).status).toBe('success');
  expect(await rejection(loadOrCreate(new TooDeep()))).toMatchObject(tooLong);
});
