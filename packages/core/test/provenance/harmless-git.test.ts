import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryRoot } from '@huldra/testing';
import { afterAll, expect, test } from '@jest/globals';
import type { GitSnapshot } from '../../src/provenance/git-snapshot.js';
import { readRepository } from '../../src/provenance/read-repository.js';
import { type TestRepository, testRepository } from './support/git.js';

const root = temporaryRoot('git-programs');
afterAll(root.cleanup);

/** A repository with one changed file, and a program that leaves a trace when it is run. */
function dangerous(): { repository: TestRepository; program: string; traces: () => string[] } {
  const folder = mkdtempSync(join(root.path, 'case-'));
  const program = join(folder, 'program');
  const trace = join(folder, 'traces');
  writeFileSync(program, `#!/bin/sh\nmkdir -p ${trace}\necho "$@" > ${trace}/$$\n[ "$1" = remote ] || cat\n`);
  chmodSync(program, 0o755);
  const repository = testRepository(join(folder, 'repository'));
  repository.write('file', 'one\n');
  return { repository, program, traces: () => (existsSync(trace) ? readdirSync(trace) : []) };
}

const read = (repository: TestRepository): Promise<GitSnapshot | undefined> =>
  readRepository(repository.path, { includeDiff: true, includeUntracked: false, timeoutMs: 20_000 });

/** The trap is real: git without our precautions runs the program. */
function expectTrap(repository: TestRepository, traces: () => string[], ...command: string[]): void {
  expect(traces()).toEqual([]);
  repository.git(...command);
  expect(traces()).not.toEqual([]);
}

test.each([
  ['an external diff', (program: string) => `[diff]\n\texternal = ${program}\n`],
  ['the diff command of a driver', (program: string) => `[diff "d"]\n\tcommand = ${program}\n`],
  ['the text conversion of a driver', (program: string) => `[diff "d"]\n\ttextconv = ${program}\n`],
])('%s that the repository configures is not run', async (_, configuration) => {
  const { repository, program, traces } = dangerous();
  repository.write('.gitattributes', '* diff=d\n');
  repository.commit();
  repository.write('file', 'two\n');
  repository.configure(configuration(program));
  expect((await read(repository))?.diff?.text).toContain('-one\n+two\n');
  expectTrap(repository, traces, 'diff', 'HEAD');
});

test('a file system monitor that the repository configures is not run', async () => {
  const { repository, program, traces } = dangerous();
  repository.commit();
  repository.write('file', 'two\n');
  repository.configure(`[core]\n\tfsmonitor = ${program}\n`);
  expect(await read(repository)).toMatchObject({ dirty: true });
  expectTrap(repository, traces, 'status');
});

test.each([
  ['clean', 'drop'],
  ['clean', 'dotted.name'],
  ['process', 'drop'],
])('a %s filter called “%s” that the repository configures is not run', async (kind, name) => {
  const { repository, program, traces } = dangerous();
  repository.commit();
  repository.write('.gitattributes', `file filter=${name}\n`);
  repository.configure(`[filter "${name}"]\n\t${kind} = ${program}\n\trequired\n`);
  repository.write('file', 'two\n');
  expect((await read(repository))?.diff?.text).toContain('-one\n+two\n');
  expect(traces()).toEqual([]);
});

test('the filter in question is a trap', () => {
  const { repository, program, traces } = dangerous();
  repository.write('.gitattributes', 'file filter=drop\n');
  repository.commit();
  repository.configure(`[filter "drop"]\n\tclean = ${program}\n`);
  repository.write('file', 'two\n');
  expectTrap(repository, traces, 'diff', 'HEAD');
});

test('a repository with a filter that cannot be switched off is not read further', async () => {
  const { repository, program, traces } = dangerous();
  repository.write('.gitattributes', 'file filter=a=b\n');
  repository.commit();
  repository.configure(`[filter "a=b"]\n\tclean = ${program}\n`);
  repository.write('file', 'two\n');
  const snapshot = await read(repository);
  expect(snapshot).toEqual({
    root: repository.path,
    error: 'the repository configures filters that cannot be switched off',
  });
  expect(traces()).toEqual([]);
});

test('a filter that a submodule configures is not run', async () => {
  const { repository: library, program, traces } = dangerous();
  library.write('.gitattributes', 'file filter=drop\n');
  library.commit();
  const repository = testRepository(mkdtempSync(join(root.path, 'super-')));
  repository.git('submodule', '--quiet', 'add', library.path, 'sub');
  repository.commit();
  repository.git('-C', 'sub', 'config', 'filter.drop.clean', program);
  repository.write('sub/file', 'two\n');
  expect((await read(repository))?.submodules).toMatchObject([{ path: 'sub', dirty: true }]);
  expectTrap(repository, traces, 'status');
});

test('hooks are not run', async () => {
  const { repository, program, traces } = dangerous();
  repository.commit();
  for (const hook of ['post-index-change', 'fsmonitor-watchman']) {
    writeFileSync(join(repository.path, '.git/hooks', hook), `#!/bin/sh\n${program} ${hook} </dev/null\n`, {
      mode: 0o755,
    });
  }
  utimesSync(join(repository.path, 'file'), 1_000, 1_000);
  await read(repository);
  expectTrap(repository, traces, 'status');
});

test('missing objects of a partial clone are not fetched', async () => {
  const { repository, program, traces } = dangerous();
  repository.commit();
  const blob = repository.git('rev-parse', 'HEAD:file');
  repository.write('file', 'two\n');
  repository.configure(
    `[core]\n\trepositoryFormatVersion = 1\n[extensions]\n\tpartialClone = origin\n[protocol]\n\tallow = always\n` +
      `[remote "origin"]\n\turl = ext::${program} remote\n\tpromisor = true\n\tpartialclonefilter = blob:none\n`,
  );
  const object = join(repository.path, '.git/objects', blob.slice(0, 2), blob.slice(2));
  chmodSync(object, 0o644);
  rmSync(object);
  const snapshot = await read(repository);
  expect(snapshot?.error).toMatch(/^git diff exited with 128/);
  expect(snapshot?.remote).toBe('ext::<redacted>');
  expect(traces()).toEqual([]);
  expect(() => repository.git('diff', 'HEAD')).toThrow();
  expect(traces()).not.toEqual([]);
});
