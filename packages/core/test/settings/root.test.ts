import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { configure, dirOf, invalidate, loadOrCreate, rawDirectory, stateOf } from '@huldra/core';
import { temporaryRoot } from '@huldra/testing';
import { afterAll, afterEach, expect, test } from '@jest/globals';
import { steered } from '../runtime/support/artifacts.js';
import { settingsOfProcess } from './support/show-settings.js';

const temporary = temporaryRoot('root');
afterEach(() => {
  configure({ root: undefined });
});
afterAll(temporary.cleanup);

test.each([
  'with spaces  and tab\t',
  'größe-數據-\u{1f600}',
  'quotes \' and " and $HOME and `x`',
  'per%20cent#hash?query',
  '-dash',
  'line\nbreak',
])('a root called %j works', async (name) => {
  configure({ root: join(temporary.path, name), fsync: false });
  const artifact = steered('Steered', name);
  expect(await loadOrCreate(artifact)).toBe(name);
  expect(await loadOrCreate(artifact)).toBe(name);
  expect(dirOf(artifact).startsWith(join(temporary.path, name, 'data'))).toBe(true);
  expect(existsSync(dirOf(artifact))).toBe(true);
  expect(await invalidate(artifact, 'test')).toBe(true);
});

test('HULDRA_PATH may hold spaces and other letters, and may be relative to where the process starts', () => {
  const directory = join(temporary.path, 'start hier ö');
  mkdirSync(directory);
  const rootFor = (path: string) => settingsOfProcess(directory, { HULDRA_PATH: path }).settings?.root;
  expect(rootFor('./my results/數據')).toBe(join(directory, 'my results', '數據'));
  expect(rootFor('../beside')).toBe(join(temporary.path, 'beside'));
  expect(rootFor('/absolute/./a/../b/')).toBe('/absolute/b');
});

test('without HULDRA_PATH the root is data-huldra where the process starts', () => {
  expect(settingsOfProcess(temporary.path).settings?.root).toBe(join(temporary.path, 'data-huldra'));
});

test('an artifact follows the root when that is configured anew', async () => {
  const artifact = steered('Steered', 'moving');
  configure({ root: join(temporary.path, 'first') });
  await loadOrCreate(artifact);
  configure({ root: join(temporary.path, 'second') });
  expect(stateOf(artifact).status).toBe('missing');
  expect(rawDirectory()).toBe(join(temporary.path, 'second', 'raw'));
  configure({ root: join(temporary.path, 'first') });
  expect(stateOf(artifact).status).toBe('success');
});
