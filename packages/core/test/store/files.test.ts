import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { temporaryRoot } from '@huldra/testing';
import { afterAll, beforeEach, expect, test } from '@jest/globals';
import {
  appendLine,
  isTemporaryName,
  linkExclusive,
  makeDirectories,
  publishFile,
  readIfPresent,
  replaceFile,
  syncDirectory,
  writeNew,
} from '../../src/store/files.js';
import { errnoOf } from '../../src/store/storage-error.js';
import { nodeArguments, startCommand } from './support/child.js';

const root = temporaryRoot('files');
afterAll(root.cleanup);

let dir: string;
beforeEach(() => {
  dir = fs.mkdtempSync(join(root.path, 'case-'));
});

const inDir = (name: string): string => join(dir, name);
const codeOf = (operation: () => unknown): unknown => {
  try {
    operation();
  } catch (error) {
    return errnoOf(error) ?? error;
  }
  return 'no error';
};

test.each([0, 1, 500, 65_535, 65_536, 65_537, 200_000])('a file of %i bytes is read whole', (size) => {
  const content = Buffer.alloc(size, 'abcdefg');
  fs.writeFileSync(inDir('a'), content);
  expect(readIfPresent(inDir('a'), 1 << 20)?.equals(content)).toBe(true);
});

test('what was read stays as it is when the next file is read', () => {
  fs.writeFileSync(inDir('a'), 'first');
  fs.writeFileSync(inDir('b'), 'other');
  const first = readIfPresent(inDir('a'), 100);
  readIfPresent(inDir('b'), 100);
  expect(first?.toString()).toBe('first');
});

test('a missing file, or one below a file, is undefined', () => {
  fs.writeFileSync(inDir('a'), '');
  expect(readIfPresent(inDir('none'), 100)).toBeUndefined();
  expect(readIfPresent(join(dir, 'a', 'b'), 100)).toBeUndefined();
});

test('what has no end is refused before it fills the memory', () => {
  fs.symlinkSync('/dev/zero', inDir('endless'));
  expect(() => readIfPresent(inDir('endless'), 2 ** 40)).toThrow(
    expect.objectContaining({ code: 'CORRUPT_ARTIFACT', path: inDir('endless') }),
  );
});

test('a file of exactly the limit is read and a larger one is corrupt', () => {
  fs.writeFileSync(inDir('a'), '12345');
  expect(readIfPresent(inDir('a'), 5)?.toString()).toBe('12345');
  expect(() => readIfPresent(inDir('a'), 4)).toThrow(
    expect.objectContaining({ code: 'CORRUPT_ARTIFACT', path: inDir('a') }),
  );
});

test('a fifo in the place of a file does not hang the reader', () => {
  expect(spawnSync('mkfifo', [inDir('fifo')]).status).toBe(0);
  expect(readIfPresent(inDir('fifo'), 100)).toHaveLength(0);
});

test('a directory in the place of a file is an error and no missing file', () => {
  expect(() => readIfPresent(dir, 100)).toThrow(/Reading failed .*EISDIR/);
});

test('reading leaves no file open', () => {
  fs.writeFileSync(inDir('a'), '12345');
  const open = (): number => fs.readdirSync('/proc/self/fd').length;
  const before = open();
  for (let round = 0; round < 20; round += 1) {
    readIfPresent(inDir('a'), 100);
    codeOf(() => readIfPresent(inDir('a'), 1));
    codeOf(() => readIfPresent(dir, 100));
  }
  expect(open()).toBe(before);
});

test.each([true, false])('a new file is written whole (sync: %s)', (sync) => {
  const content = Buffer.alloc(300_000, 'xyz');
  writeNew(inDir('a'), content, { sync });
  writeNew(inDir('b'), 'äöü', { sync });
  expect(fs.readFileSync(inDir('a')).equals(content)).toBe(true);
  expect(fs.readFileSync(inDir('b'), 'utf8')).toBe('äöü');
});

test('a file that exists is neither written to nor removed', () => {
  fs.writeFileSync(inDir('a'), 'theirs');
  expect(codeOf(() => writeNew(inDir('a'), 'ours', { sync: false }))).toBe('EEXIST');
  expect(fs.readFileSync(inDir('a'), 'utf8')).toBe('theirs');
});

test('one of two links wins and the loser changes nothing', () => {
  fs.writeFileSync(inDir('a'), 'a');
  fs.writeFileSync(inDir('b'), 'b');
  expect(linkExclusive(inDir('a'), inDir('target'))).toBe(true);
  expect(linkExclusive(inDir('b'), inDir('target'))).toBe(false);
  expect(fs.readFileSync(inDir('target'), 'utf8')).toBe('a');
});

test('a link that cannot be made is an error', () => {
  fs.writeFileSync(inDir('a'), '');
  expect(codeOf(() => linkExclusive(inDir('none'), inDir('target')))).toBe('ENOENT');
  expect(codeOf(() => linkExclusive(inDir('a'), join(dir, 'none', 'target')))).toBe('ENOENT');
});

test.each([true, false])('a file is replaced in one step and nothing is left beside it (sync: %s)', (sync) => {
  replaceFile(inDir('a'), 'old', { sync });
  const old = fs.openSync(inDir('a'), 'r');
  replaceFile(inDir('a'), 'new', { sync });
  expect(fs.readFileSync(inDir('a'), 'utf8')).toBe('new');
  expect(fs.readFileSync(old, 'utf8')).toBe('old');
  fs.closeSync(old);
  expect(fs.readdirSync(dir)).toEqual(['a']);
});

test('a replacement that fails leaves nothing beside the file', () => {
  fs.mkdirSync(inDir('directory'));
  expect(codeOf(() => replaceFile(inDir('directory'), 'new', { sync: false }))).toBe('EISDIR');
  expect(fs.readdirSync(dir)).toEqual(['directory']);
});

test.each([true, false])('a name is published once (sync: %s)', (sync) => {
  expect(publishFile(inDir('a'), 'first', { sync })).toBe(true);
  expect(publishFile(inDir('a'), 'second', { sync })).toBe(false);
  expect(fs.readFileSync(inDir('a'), 'utf8')).toBe('first');
  expect(fs.readdirSync(dir)).toEqual(['a']);
  expect(fs.statSync(inDir('a')).nlink).toBe(1);
});

test('directories are made as deep as needed, and again', () => {
  makeDirectories(join(dir, 'a', 'b', 'c'), { sync: true });
  makeDirectories(join(dir, 'a', 'b', 'c'), { sync: true });
  makeDirectories(join(dir, 'a', 'x', 'y'), { sync: false });
  expect(fs.statSync(join(dir, 'a', 'b', 'c')).isDirectory()).toBe(true);
  expect(fs.statSync(join(dir, 'a', 'x', 'y')).isDirectory()).toBe(true);
});

test('new directories get the given mode whatever the umask, and old ones keep theirs', () => {
  fs.mkdirSync(inDir('old'), { mode: 0o700 });
  makeDirectories(join(dir, 'old', 'new', 'newer'), { sync: false, mode: 0o2775 });
  const modeOf = (...parts: string[]): number => fs.statSync(join(dir, ...parts)).mode & 0o7777;
  expect(modeOf('old')).toBe(0o700);
  expect(modeOf('old', 'new')).toBe(0o2775);
  expect(modeOf('old', 'new', 'newer')).toBe(0o2775);
});

test('a file in the way of a directory is an error', () => {
  fs.writeFileSync(inDir('a'), '');
  expect(codeOf(() => makeDirectories(inDir('a'), { sync: true }))).toBe('EEXIST');
  expect(codeOf(() => makeDirectories(join(dir, 'a', 'b'), { sync: true }))).toBe('ENOTDIR');
});

test('a directory can be synced and a file cannot pass for one', () => {
  syncDirectory(dir);
  fs.writeFileSync(inDir('a'), '');
  expect(codeOf(() => syncDirectory(inDir('a')))).toBe('ENOTDIR');
});

test('a line begins with its newline, so that a torn line before it ends there', () => {
  fs.writeFileSync(inDir('log'), '{"torn');
  appendLine(inDir('log'), 'one');
  appendLine(inDir('log'), 'two');
  expect(fs.readFileSync(inDir('log'), 'utf8')).toBe('{"torn\none\ntwo');
});

test('a line that finds no space is an error', () => {
  expect(codeOf(() => appendLine('/dev/full', 'one'))).toBe('ENOSPC');
});

test('temporary names are recognised and other names are not', () => {
  const seen: string[] = [];
  const watched = new Proxy(Buffer.from('x'), {
    get(target, property) {
      if (property === 'length') seen.push(...fs.readdirSync(dir));
      return Reflect.get(target, property, target);
    },
  });
  // Looks into the directory while the temporary file is there.
  codeOf(() => publishFile(inDir('a'), watched, { sync: false }));
  expect(seen.length).toBeGreaterThan(0);
  expect(seen.every(isTemporaryName)).toBe(true);
  expect(['SUCCESS.json', '.tmp', '.tmp-1', `.tmp-1-${'a'.repeat(36)}`, `x${seen[0]}`].some(isTemporaryName)).toBe(
    false,
  );
});

const tiny = ['--mount', 'sh', '-c', 'mount -t tmpfs -o size=64k none "$0" && exec "$@"'];
const canMount = spawnSync('unshare', [...tiny, root.path, 'true']).status === 0;

(canMount ? test : test.skip)(
  'on a full disk every write fails with its reason and leaves no part behind',
  async () => {
    const child = startCommand('unshare', [...tiny, dir, process.execPath, ...nodeArguments('full-disk.ts', dir)]);
    expect(JSON.parse(await child.line())).toEqual({
      writeNew: 'ENOSPC',
      replaceFile: 'ENOSPC',
      publishFile: 'ENOSPC',
      names: ['kept'],
      kept: 'old',
    });
    expect((await child.ended).code).toBe(0);
  },
);

test('directories that cannot be made below /proc are an error, and no endless loop', () => {
  expect(codeOf(() => makeDirectories('/proc/huldra/below', { sync: false }))).toMatch(/ENOENT|EACCES|EPERM|EROFS/);
});
