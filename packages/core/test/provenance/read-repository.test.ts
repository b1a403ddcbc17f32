import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryRoot } from '@huldra/testing';
import { afterAll, expect, test } from '@jest/globals';
import type { GitSnapshot } from '../../src/provenance/git-snapshot.js';
import { gitSnapshot } from '../../src/provenance/index.js';
import { readRepository } from '../../src/provenance/read-repository.js';
import { type TestRepository, testRepository } from './support/git.js';

const root = temporaryRoot('git');
afterAll(root.cleanup);
const fresh = (...options: string[]): TestRepository =>
  testRepository(mkdtempSync(join(root.path, 'case-')), ...options);

async function read(directory: string, includeDiff = true, includeUntracked = false): Promise<GitSnapshot> {
  const snapshot = await readRepository(directory, { includeDiff, includeUntracked, timeoutMs: 20_000 });
  if (snapshot === undefined) throw new Error(`There is no repository at ${directory}.`);
  return snapshot;
}

test('where there is no repository there is no snapshot', async () => {
  const empty = mkdtempSync(join(root.path, 'empty-'));
  expect(await gitSnapshot(empty, { includeDiff: true })).toBeUndefined();
  expect(await gitSnapshot(join(empty, 'absent'), { includeDiff: true })).toBeUndefined();
  expect(await gitSnapshot('null\0character', { includeDiff: true })).toBeUndefined();
});

test('a clean repository has commit, branch and root, also seen from a folder and through a link', async () => {
  const repository = fresh();
  repository.write('deep/er/file', 'text\n');
  const commit = repository.commit();
  symlinkSync(join(repository.path, 'deep'), join(root.path, 'link'));
  for (const directory of [repository.path, join(repository.path, 'deep', 'er'), join(root.path, 'link')]) {
    expect(await read(directory)).toEqual({
      root: repository.path,
      commit,
      branch: 'main',
      dirty: false,
      untracked: { names: [], total: 0 },
    });
  }
});

test('a repository without commits has a branch and no commit, and its diff holds what is staged', async () => {
  for (const repository of [fresh(), fresh('--object-format=sha256')]) {
    expect(await read(repository.path)).toMatchObject({ branch: 'main', dirty: false });
    repository.write('staged', 'new line\n');
    repository.git('add', 'staged');
    const snapshot = await read(repository.path);
    expect(snapshot.commit).toBeUndefined();
    expect(snapshot.error).toBeUndefined();
    expect(snapshot.dirty).toBe(true);
    expect(snapshot.diff?.text).toContain('+new line\n');
  }
});

test('a detached HEAD has a commit and no branch', async () => {
  const repository = fresh();
  const commit = repository.commit();
  repository.git('checkout', '--quiet', '--detach');
  const snapshot = await read(repository.path);
  expect(snapshot.commit).toBe(commit);
  expect(snapshot.branch).toBeUndefined();
});

test('a dirty repository has the diff of its tracked files, staged or not, and none when it is not asked for', async () => {
  const repository = fresh();
  repository.write('a', 'one\n');
  repository.write('b', 'one\n');
  repository.commit();
  repository.write('a', 'two\n');
  repository.git('add', 'a');
  repository.write('b', 'three\n');
  repository.write('untracked', 'never read\n');
  const { dirty, diff } = await read(repository.path);
  expect(dirty).toBe(true);
  expect(diff?.text).toBe(`${repository.git('diff', 'HEAD')}\n`);
  expect(diff).toMatchObject({ truncated: false, totalBytes: diff?.text.length, redactedLines: 0 });
  expect(await read(repository.path, false)).not.toHaveProperty('diff.text');
});

test('a diff asked for from a folder covers the whole repository, whatever the user’s settings for diffs', async () => {
  const repository = fresh();
  repository.write('top', 'one\n');
  repository.write('folder/é"', 'one\n');
  repository.commit();
  repository.configure('[diff]\n\trelative = true\n\tnoprefix = true\n\tcontext = 0\n[color]\n\tui = always\n');
  repository.write('top', 'two\n');
  const { diff } = await read(join(repository.path, 'folder'));
  expect(diff?.text).toMatch(/^diff --git a\/top b\/top\n/);
});

test('files that are untracked are named, however strange their names, and their contents stay unread', async () => {
  const repository = fresh();
  repository.commit();
  const names = ['a b', 'line\nfeed', '"quotes"', '-option', 'ünïcode', '? mark', 'tab\tbed'];
  for (const name of names) repository.write(name, 'UNTRACKED CONTENTS');
  repository.write('folder/inside', 'UNTRACKED CONTENTS');
  repository.write('.gitignore', 'ignored\n');
  repository.write('ignored', '');
  const snapshot = await read(repository.path);
  expect([...(snapshot.untracked?.names ?? [])].sort()).toEqual([...names, 'folder/', '.gitignore'].sort());
  expect(snapshot.dirty).toBe(false);
  expect(JSON.stringify(snapshot)).not.toContain('UNTRACKED CONTENTS');
});

test('what untracked files hold is read on request alone, as a diff that git can apply, and redacted like any other', async () => {
  const repository = fresh();
  repository.write('tracked', 'one\n');
  repository.commit();
  repository.write('new/deep.txt', 'first\nsecond\n');
  repository.write('with "quotes"\tand tab', 'no newline at the end');
  repository.write('empty', '');
  repository.write('key.txt', 'const apiKey = "plain-looking";\n');
  repository.write('.env', 'COLOUR=green\n');
  repository.write('image.bin', Buffer.from([1, 0, 2]));
  symlinkSync('/etc/passwd', join(repository.path, 'link'));
  expect((await read(repository.path)).untracked).not.toHaveProperty('contents.text');

  const { untracked } = await read(repository.path, true, true);
  expect(untracked?.names).toContain('new/deep.txt');
  expect(untracked?.names).toContain('link');
  const { text = '', truncated, redactedLines } = untracked?.contents ?? {};
  expect([truncated, redactedLines]).toEqual([false, 2]);
  expect(text).toContain('+++ b/new/deep.txt\n@@ -0,0 +1,2 @@\n+first\n+second\n');
  expect(text).toContain('+const apiKey = "<redacted>";\n');
  expect(text).not.toContain('green');
  expect(text).not.toContain('root:');
  expect(text).toContain('Binary files /dev/null and b/image.bin differ\n');

  const copy = fresh();
  const patch = join(root.path, 'untracked.diff');
  writeFileSync(patch, text.replace(/^diff --git a\/image\.bin[\s\S]*?(?=^diff --git)/m, ''));
  copy.git('apply', patch);
  expect(readFileSync(join(copy.path, 'new', 'deep.txt'), 'utf8')).toBe('first\nsecond\n');
  expect(readFileSync(join(copy.path, 'with "quotes"\tand tab'), 'utf8')).toBe('no newline at the end');
  expect(readFileSync(join(copy.path, 'empty'), 'utf8')).toBe('');
});

test('of what untracked files hold 1 MB is kept, in whole lines', async () => {
  const repository = fresh();
  repository.commit();
  const line = `${'x'.repeat(98)}\n`;
  repository.write('a', line.repeat(6_000));
  repository.write('b', line.repeat(6_000));
  repository.write('c', line);
  const { untracked } = await read(repository.path, true, true);
  const { text = '', truncated, totalBytes } = untracked?.contents ?? {};
  expect([truncated, totalBytes, untracked?.total]).toEqual([true, undefined, 3]);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1_000_000);
  expect(Buffer.byteLength(text)).toBeGreaterThan(980_000);
  expect(text.endsWith(`+${line}`)).toBe(true);
});

test('of very many untracked files a thousand are named and all are counted', async () => {
  const repository = fresh();
  for (let index = 0; index < 1_234; index += 1) repository.write(`file-${index}`, '');
  const { untracked } = await read(repository.path);
  expect(untracked?.names).toHaveLength(1_000);
  expect(untracked?.total).toBe(1_234);
});

test('the remote comes without credentials', async () => {
  const repository = fresh();
  repository.git('remote', 'add', 'origin', 'https://ada:hunter2@example.org/team/code.git?private_token=s3cret');
  const snapshot = await read(repository.path);
  expect(snapshot.remote).toBe('https://example.org/team/code.git');
});

test('a diff of 20 MB is cut at a line near 1 MB', async () => {
  const repository = fresh();
  const megabyte = (word: string): string => `${word} ${'x'.repeat(92)} ü\n`.repeat(10_000);
  for (let index = 0; index < 20; index += 1) repository.write(`big-${index}`, megabyte('old'));
  repository.commit();
  for (let index = 0; index < 20; index += 1) repository.write(`big-${index}`, megabyte('new'));
  const { diff, error } = await read(repository.path);
  expect(error).toBeUndefined();
  expect(diff?.truncated).toBe(true);
  expect(diff?.totalBytes).toBeUndefined();
  const bytes = Buffer.byteLength(diff?.text ?? '');
  expect(bytes).toBeLessThanOrEqual(1_000_000);
  expect(bytes).toBeGreaterThan(990_000);
  expect(diff?.text).toMatch(/ü\n$/);
});

test('a diff that redaction lengthens stays within 1 MB', async () => {
  const repository = fresh();
  repository.write('settings.yaml', '');
  repository.commit();
  repository.write('settings.yaml', 'pwd: x\n'.repeat(100_000));
  const { diff } = await read(repository.path);
  expect(Buffer.byteLength(diff?.text ?? '')).toBeLessThanOrEqual(1_000_000);
  expect(diff?.truncated).toBe(true);
  expect(diff?.text).toMatch(/\n\+pwd: <redacted>\n$/);
});

test('secrets in a diff are redacted', async () => {
  const repository = fresh();
  repository.write('code.ts', 'const lr = 1;\n');
  repository.write('.env', 'A=1\n');
  repository.commit();
  repository.write('code.ts', 'const lr = 2;\nconst apiKey = "abc123";\n');
  repository.write('.env', 'A=1\nWHATEVER=plain-looking\n');
  const { diff } = await read(repository.path);
  expect(diff?.text).toContain('+const lr = 2;\n+const apiKey = "<redacted>";\n');
  expect(diff?.text).not.toContain('plain-looking');
});

test('files that differ in their times alone appear neither in the diff nor as dirt, and the index is left as it is', async () => {
  const repository = fresh();
  for (const name of ['a', 'b', 'c']) repository.write(name, 'same\n');
  repository.commit();
  const touch = (): void => {
    for (const name of ['a', 'b', 'c']) utimesSync(join(repository.path, name), 1_000, 1_000);
  };
  touch();
  const index = readFileSync(join(repository.path, '.git/index'));
  expect((await read(repository.path)).dirty).toBe(false);
  repository.write('b', 'different\n');
  const { diff } = await read(repository.path);
  expect(diff?.text.match(/^diff --git .*/gm)).toEqual(['diff --git a/b b/b']);
  expect(readFileSync(join(repository.path, '.git/index')).equals(index)).toBe(true);
});

test('submodules are listed with their commits, whether checked out or not', async () => {
  const library = fresh();
  library.write('file', 'one\n');
  const commit = library.commit();
  const repository = fresh();
  repository.git('submodule', '--quiet', 'add', library.path, 'clean');
  repository.git('submodule', '--quiet', 'add', library.path, 'changed one');
  repository.git('submodule', '--quiet', 'add', library.path, 'absent');
  repository.commit();
  expect((await read(repository.path)).dirty).toBe(false);
  repository.git('submodule', '--quiet', 'deinit', 'absent');
  repository.write('changed one/file', 'two\n');
  const snapshot = await read(repository.path);
  expect(snapshot.submodules).toEqual([
    { path: 'clean', commit, dirty: false },
    { path: 'changed one', commit, dirty: true },
    { path: 'absent' },
  ]);
  expect(snapshot.dirty).toBe(true);
  expect((await read(join(repository.path, 'clean'))).root).toBe(join(repository.path, 'clean'));
});

test('a .gitmodules that points out of the repository leads nowhere', async () => {
  const outside = fresh();
  outside.commit();
  const repository = fresh();
  repository.write('.gitmodules', `[submodule "x"]\n\tpath = ${outside.path}\n[submodule "y"]\n\tpath = ../\n`);
  repository.commit();
  expect((await read(repository.path)).submodules).toBeUndefined();
});

test('a linked worktree has a root and a branch of its own', async () => {
  const repository = fresh();
  const commit = repository.commit();
  const path = join(root.path, 'linked');
  repository.git('worktree', 'add', '--quiet', '-b', 'other', path);
  expect(await read(path)).toMatchObject({ root: path, commit, branch: 'other' });
});

test('variables that steer git to another repository are ignored', async () => {
  const other = fresh();
  other.commit();
  const repository = fresh();
  const commit = repository.commit();
  process.env.GIT_DIR = join(other.path, '.git');
  process.env.GIT_EXTERNAL_DIFF = 'false';
  try {
    expect(await read(repository.path)).toMatchObject({ root: repository.path, commit });
  } finally {
    delete process.env.GIT_DIR;
    delete process.env.GIT_EXTERNAL_DIFF;
  }
});

test('a repository is looked at once per process', async () => {
  const repository = fresh();
  const commit = repository.commit();
  const first = gitSnapshot(repository.path, { includeDiff: true });
  expect(gitSnapshot(repository.path, { includeDiff: true })).toBe(first);
  expect((await first)?.commit).toBe(commit);
  repository.commit();
  expect((await gitSnapshot(repository.path, { includeDiff: true }))?.commit).toBe(commit);
});

test('a damaged repository gives a snapshot that says so', async () => {
  const garbage = fresh();
  garbage.commit();
  writeFileSync(join(garbage.path, '.git/HEAD'), 'garbage');
  expect(await read(garbage.path)).toMatchObject({
    root: garbage.path,
    error: expect.stringContaining('not a git repository'),
  });

  const emptied = fresh();
  emptied.write('file', 'one\n');
  emptied.commit();
  emptied.write('file', 'two\n');
  rmSync(join(emptied.path, '.git/objects'), { recursive: true });
  mkdirSync(join(emptied.path, '.git/objects'));
  expect((await read(emptied.path)).error).toMatch(/^git (?:status|diff) exited with 128: fatal: /);

  const badConfig = fresh();
  badConfig.configure('[broken\n');
  expect((await read(badConfig.path)).error).toMatch(/^git config exited with 128: fatal: bad config line/);

  const nowhere = mkdtempSync(join(root.path, 'nowhere-'));
  writeFileSync(join(nowhere, '.git'), 'gitdir: /nonexistent\n');
  expect((await read(nowhere)).error).toContain('not a git repository');
});
