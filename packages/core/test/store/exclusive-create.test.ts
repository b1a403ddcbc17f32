import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryRoot } from '@huldra/testing';
import { afterAll, expect, test } from '@jest/globals';
import { createExclusive } from '../../src/store/exclusive-create.js';
import { errnoOf } from '../../src/store/storage-error.js';
import { startFixture } from './support/child.js';

const root = temporaryRoot('exclusive-create');
afterAll(root.cleanup);

const inRoot = (name: string): string => join(root.path, name);

test('the first caller creates the file and later ones are told that it exists', () => {
  expect(createExclusive(inRoot('first'))).toBe(true);
  expect(createExclusive(inRoot('first'))).toBe(false);
  expect(readFileSync(inRoot('first'))).toHaveLength(0);
});

test("somebody else's file is left as it is", () => {
  writeFileSync(inRoot('theirs'), 'theirs');
  expect(createExclusive(inRoot('theirs'))).toBe(false);
  expect(readFileSync(inRoot('theirs'), 'utf8')).toBe('theirs');
});

test('other failures are thrown as they are', () => {
  let thrown: unknown;
  try {
    createExclusive(join(root.path, 'none', 'lock'));
  } catch (error) {
    thrown = error;
  }
  expect(errnoOf(thrown)).toBe('ENOENT');
});

test('a process whose main thread is busy dies of SIGTERM at once, as it would without us', async () => {
  const endOf = async (variant: string): Promise<unknown> => {
    const child = startFixture('busy.ts', variant, inRoot(`busy-${variant}`));
    expect(await child.line()).toBe('busy');
    child.process.kill('SIGTERM');
    const { signal } = await child.ended;
    // When the handlers are there, the signal is only served after the work, or never.
    const finished = existsSync(`${inRoot(`busy-${variant}`)}.finished`);
    return { signal, finished };
  };
  expect(await endOf('ours')).toEqual({ signal: 'SIGTERM', finished: false });
  expect(await endOf('nothing')).toEqual({ signal: 'SIGTERM', finished: false });
  // The control: it shows that this test would notice.
  expect(await endOf('untamed')).toMatchObject({ finished: true });
});

test.each(['SIGINT', 'SIGHUP'] as const)('%s ends a busy process too', async (signal) => {
  const child = startFixture('busy.ts', 'ours', inRoot(`busy-${signal}`));
  expect(await child.line()).toBe('busy');
  child.process.kill(signal);
  expect((await child.ended).signal).toBe(signal);
});

test.each(['return', 'exit', 'throw', 'SIGTERM'])('locks outlive their process when it ends by %s', async (ending) => {
  const child = startFixture('ending.ts', ending, inRoot(`ending-${ending}`), 'alone');
  await child.ended;
  expect(existsSync(inRoot(`ending-${ending}`))).toBe(true);
});

test.each(['before', 'after'])(
  'a program that uses lockfile itself, loaded %s ours, keeps its clean-up and does not remove our locks',
  async (order) => {
    const child = startFixture('ending.ts', 'return', inRoot(`own-${order}`), order);
    expect((await child.ended).code).toBe(0);
    expect(readdirSync(root.path).filter((name) => name.startsWith(`own-${order}`))).toEqual([`own-${order}`]);
  },
);

test.each(['same copy, before', 'same copy, after', 'other copy, before', 'other copy, between', 'other copy, after'])(
  "a program's own signal-exit goes on working (%s)",
  async (variant) => {
    const endings = {
      SIGTERM: { heard: 'listener: null SIGTERM', ended: { code: null, signal: 'SIGTERM' } },
      exit: { heard: 'listener: 3 null', ended: { code: 3, signal: null } },
      return: { heard: 'listener: 0 null', ended: { code: 0, signal: null } },
    };
    for (const [ending, { heard, ended }] of Object.entries(endings)) {
      const child = startFixture('signal-exit.ts', variant, ending, inRoot(`signal-exit ${variant} ${ending}`));
      expect(await child.line()).toBe('ready');
      if (ending === 'SIGTERM') child.process.kill('SIGTERM');
      expect(await child.line()).toBe(heard);
      expect(await child.ended).toEqual(ended);
    }
  },
);

test('of eight processes that race for 300 names exactly one gets each', async () => {
  const children = Array.from({ length: 8 }, () => startFixture('race.ts', root.path));
  for (const child of children) expect(await child.line()).toBe('ready');
  for (const child of children) child.say('go');
  const won = await Promise.all(children.map(async (child) => JSON.parse(await child.line()) as number[]));
  for (const child of children) expect((await child.ended).code).toBe(0);
  expect(won.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 300 }, (_, name) => name));
});
