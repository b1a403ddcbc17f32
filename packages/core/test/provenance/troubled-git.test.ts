import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryRoot } from '@huldra/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type TestRepository, testRepository } from './support/git.js';
import { runFixture } from './support/run-fixture.js';

const root = temporaryRoot('troubled-git');
afterAll(root.cleanup);

let repository: TestRepository;
beforeAll(() => {
  repository = testRepository(join(root.path, 'repository'));
  repository.write('file', 'one\n');
  repository.commit();
  repository.write('file', 'two\n');
});

/** What a process sees that finds `script` under the name of git before everything else. */
function withGit(script: string, ...args: string[]): unknown {
  const bin = mkdtempSync(join(root.path, 'bin-'));
  writeFileSync(join(bin, 'git'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(bin, 'git'), 0o755);
  const PATH = `${bin}:${process.env.PATH}`;
  return runFixture('print-git.ts', { cwd: repository.path, env: { PATH }, args });
}

/** Where git itself is, for scripts that stand before it. */
const realGit = `PATH=$\{PATH#*:}; exec git "$@"`;

test('a git that hangs is given up, and neither it nor what it started keeps the process alive', () => {
  const error = 'git config gave no answer for 5000 ms';
  expect(withGit('sleep 60 & wait')).toEqual({ root: repository.path, error });
});

test.each(['diff', 'status'])(
  'where git %s hangs, the commit and all else that can be found is kept',
  (command) => {
    const found = withGit(`case "$*" in *" ${command} "*) sleep 60;; esac; ${realGit}`, '1500');
    expect(found).toMatchObject({
      root: repository.path,
      commit: repository.git('rev-parse', 'HEAD'),
      error: `git ${command} gave no answer for 1500 ms`,
    });
    expect(found).not.toHaveProperty('diff');
  },
  30_000,
);

test('a process that was busy for longer than git may take still gets the answer', () => {
  expect(withGit(realGit, '2000', '3000')).toMatchObject({ dirty: true, diff: { truncated: false } });
});

test('a missing git is said to be missing, and only where there is a repository', () => {
  const PATH = mkdtempSync(join(root.path, 'bin-'));
  const error = 'git is not installed, or not in PATH';
  expect(runFixture('print-git.ts', { cwd: repository.path, env: { PATH } })).toEqual({ root: repository.path, error });
  expect(runFixture('print-git.ts', { cwd: PATH, env: { PATH } })).toBe('none');
});

test('a git that may not be executed is an error in the snapshot', () => {
  const PATH = mkdtempSync(join(root.path, 'bin-'));
  mkdirSync(join(PATH, 'git'));
  const found = runFixture('print-git.ts', { cwd: repository.path, env: { PATH } });
  expect(found).toEqual({ root: repository.path, error: expect.stringContaining('git config failed: EACCES') });
});

test('what git complains about is cut, redacted and free of control characters', () => {
  const found = withGit(`printf 'fatal: \\033[31mtoken=abc%s' "$(head -c 2000 /dev/zero | tr '\\0' x)" >&2; exit 128`);
  expect(found).toEqual({ root: repository.path, error: 'git config exited with 128: fatal:  [31mtoken=<redacted>' });
});

test('a git that does not know scopes is asked without them', () => {
  const found = withGit(`case "$*" in *--show-scope*) echo 'error: unknown option' >&2; exit 129;; esac; ${realGit}`);
  expect(found).toMatchObject({ branch: 'main', dirty: true, diff: { truncated: false } });
});

test('a git that speaks another language changes nothing', () => {
  const speaker = `test "$LC_ALL" = C && test -z "$GIT_TRACE" && test "$GIT_OPTIONAL_LOCKS" = 0 || exit 3; ${realGit}`;
  expect(withGit(speaker)).toMatchObject({ branch: 'main' });
});
