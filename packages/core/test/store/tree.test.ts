import { spawnSync } from 'node:child_process';
import { hash } from 'node:crypto';
import * as fs from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { temporaryRoot } from '@huldra/testing';
import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { sealTree } from '../../src/store/tree.js';

const root = temporaryRoot('tree');
afterAll(root.cleanup);

let dir: string;
beforeEach(() => {
  dir = join(fs.mkdtempSync(join(root.path, 'case-')), 'attempt');
  fs.mkdirSync(dir);
});

function put(path: string, content = ''): void {
  fs.mkdirSync(join(dir, path, '..'), { recursive: true });
  fs.writeFileSync(join(dir, path), content);
}

const unpublishable = (path: string, words: string): unknown =>
  expect.objectContaining({
    code: 'UNPUBLISHABLE_FILE',
    path: join(dir, path),
    message: expect.stringMatching(new RegExp(`${path}.*${words}`)),
  });

test.each([true, false])('files are listed by the code units of their paths, with their sizes (sync: %s)', (sync) => {
  put('b.txt', '12345');
  put('a/z.txt', 'ä');
  put('a/b/c.txt', '');
  put('Z.txt', '1');
  put('ä.txt', '12');
  put('a-b.txt', '123');
  fs.mkdirSync(join(dir, 'empty', 'within'), { recursive: true });
  const manifest = sealTree(dir, { sync });
  const listing = '1 "Z.txt"\n3 "a-b.txt"\n0 "a/b/c.txt"\n2 "a/z.txt"\n5 "b.txt"\n2 "ä.txt"\n';
  expect(manifest).toEqual({
    files: 6,
    bytes: 13,
    sha256: hash('sha256', listing),
    entries: [
      { path: 'Z.txt', size: 1 },
      { path: 'a-b.txt', size: 3 },
      { path: 'a/b/c.txt', size: 0 },
      { path: 'a/z.txt', size: 2 },
      { path: 'b.txt', size: 5 },
      { path: 'ä.txt', size: 2 },
    ],
  });
});

test('an empty directory has an empty manifest', () => {
  expect(sealTree(dir, { sync: true })).toEqual({ files: 0, bytes: 0, sha256: hash('sha256', ''), entries: [] });
});

test('a name with a newline cannot imitate another listing', () => {
  put('a\n0 "b"', '');
  const one = sealTree(dir, { sync: false });
  expect(one.sha256).toBe(hash('sha256', '0 "a\\n0 \\"b\\""\n'));
});

test('symbolic links within the directory are listed and not followed', () => {
  put('data/file.txt', '12345');
  fs.symlinkSync('data/file.txt', join(dir, 'relative'));
  fs.symlinkSync(join(dir, 'data'), join(dir, 'absolute'));
  fs.symlinkSync('.', join(dir, 'data', 'itself'));
  const manifest = sealTree(dir, { sync: true });
  expect(manifest.entries.map(({ path }) => path)).toEqual(['absolute', 'data/file.txt', 'data/itself', 'relative']);
  expect(manifest.entries[3]).toEqual({ path: 'relative', size: 'data/file.txt'.length });
  const listing = `${join(dir, 'data').length} "absolute" -> ${JSON.stringify(join(dir, 'data'))}\n5 "data/file.txt"\n1 "data/itself" -> "."\n13 "relative" -> "data/file.txt"\n`;
  expect(manifest.sha256).toBe(hash('sha256', listing));
});

test('the directory may itself be reached through a symbolic link', () => {
  put('file', '1');
  fs.symlinkSync('file', join(dir, 'link'));
  fs.symlinkSync(dir, join(dir, '..', 'alias'));
  expect(sealTree(join(dir, '..', 'alias'), { sync: true }).files).toBe(2);
});

test('links that lead nowhere are accepted as long as they point inside', () => {
  fs.symlinkSync('later.txt', join(dir, 'dangling'));
  fs.symlinkSync('loop', join(dir, 'loop'));
  expect(sealTree(dir, { sync: true }).files).toBe(2);
});

test.each([
  ['above', '../secret'],
  ['absolute', '/etc/passwd'],
  ['nowhere', '../none'],
  ['parent', '..'],
  ['similar', '../attempt-2'],
])('a link that leaves the directory is refused (%s)', (name, target) => {
  fs.writeFileSync(join(dir, '..', 'secret'), '');
  fs.mkdirSync(join(dir, '..', 'attempt-2'));
  put('fine.txt');
  fs.symlinkSync(target, join(dir, name));
  expect(() => sealTree(dir, { sync: false })).toThrow(unpublishable(name, 'leaves the directory'));
});

test('a link that leaves the directory through another link is refused', () => {
  put('data/file.txt');
  fs.symlinkSync('data', join(dir, 'a'));
  fs.writeFileSync(join(dir, '..', 'file.txt'), '');
  fs.symlinkSync('a/../../file.txt', join(dir, 'b'));
  expect(() => sealTree(dir, { sync: false })).toThrow(unpublishable('b', 'leaves the directory'));
});

test('a fifo is refused', () => {
  expect(spawnSync('mkfifo', [join(dir, 'queue')]).status).toBe(0);
  expect(() => sealTree(dir, { sync: true })).toThrow(unpublishable('queue', 'is a fifo.*Remove it'));
});

test('a socket is refused', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(join(dir, 'socket'), resolve));
  expect(() => sealTree(dir, { sync: true })).toThrow(unpublishable('socket', 'is a socket'));
  await new Promise((resolve) => server.close(resolve));
});

const canMakeDevices =
  process.getuid?.() === 0 && spawnSync('mknod', [join(root.path, 'null'), 'c', '1', '3']).status === 0;

(canMakeDevices ? test : test.skip)('a device is refused', () => {
  spawnSync('mknod', [join(dir, 'null'), 'c', '1', '3']);
  expect(() => sealTree(dir, { sync: true })).toThrow(unpublishable('null', 'is a device'));
});

test('a name that is not UTF-8 is refused', () => {
  fs.writeFileSync(Buffer.concat([Buffer.from(`${dir}/`), Buffer.from([0x66, 0xff])]), '');
  expect(() => sealTree(dir, { sync: true })).toThrow(unpublishable('f\uFFFD', 'not UTF-8'));
});

test('a missing directory is an error', () => {
  expect(() => sealTree(join(dir, 'none'), { sync: true })).toThrow(expect.objectContaining({ code: 'ENOENT' }));
});

test('a tree of ten thousand files is sealed', () => {
  const file = join(dir, '..', 'file');
  fs.writeFileSync(file, 'x');
  for (let folder = 0; folder < 100; folder += 1) {
    fs.mkdirSync(join(dir, `folder-${folder}`));
    // Links to one file are quicker to make than files, and the same to walk.
    for (let name = 0; name < 100; name += 1) fs.linkSync(file, join(dir, `folder-${folder}`, `file-${name}`));
  }
  const manifest = sealTree(dir, { sync: false });
  expect(manifest).toMatchObject({ files: 10_000, bytes: 10_000 });
  const paths = manifest.entries.map(({ path }) => path);
  expect(paths).toEqual([...paths].sort());
});

test('a deep tree is sealed', () => {
  // Deeper ones are sealed as well, but rmSync, which cleans up after this test, overflows its stack at two thousand levels.
  put(`${'d/'.repeat(500)}file`, '1');
  expect(sealTree(dir, { sync: false })).toMatchObject({ files: 1, bytes: 1 });
});
