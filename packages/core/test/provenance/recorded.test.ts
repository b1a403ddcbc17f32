import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Metadata, RecordedGit } from '@huldra/core';
import { temporaryRoot } from '@huldra/testing';
import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { type TestRepository, testRepository } from './support/git.js';
import { runFixture } from './support/run-fixture.js';

const temporary = temporaryRoot('recorded');
afterAll(temporary.cleanup);

let root: string;
let repository: TestRepository;
beforeEach(() => {
  const place = mkdtempSync(join(temporary.path, 'case-'));
  root = join(place, 'root');
  repository = testRepository(join(place, 'repository'));
  repository.write('code.txt', 'first\n');
  repository.commit();
  repository.write('code.txt', 'second\n');
});

interface Recorded {
  readonly value: string;
  readonly git?: RecordedGit;
  readonly attempt?: Metadata['attempt'];
  readonly diff?: string;
}

interface Run {
  readonly recorded: readonly Recorded[];
  readonly warnings: readonly string[];
}

function compute(labels: readonly string[], env: NodeJS.ProcessEnv = {}): Run {
  const all = { HULDRA_PATH: root, HULDRA_FSYNC: 'false', ...env };
  return runFixture('compute.ts', { cwd: repository.path, env: all, args: labels }) as Run;
}

function only(labels: readonly string[], env: NodeJS.ProcessEnv = {}): Recorded {
  const [first] = compute(labels, env).recorded;
  if (first === undefined) throw new Error('one was computed');
  return first;
}

const kept = (): string[] => readdirSync(join(root, 'diffs'));

/** A directory to put before PATH, in which git is a script. */
function gitThat(script: string): string {
  const bin = mkdtempSync(join(temporary.path, 'bin-'));
  writeFileSync(join(bin, 'git'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(bin, 'git'), 0o755);
  return `${bin}:${process.env.PATH}`;
}

test('a diff is kept once for all artifacts and processes, and each of them names it', () => {
  const { recorded } = compute(['a', 'b']);
  const other = only(['c']);
  const diff = `${repository.git('diff', 'HEAD')}\n`;
  const [name] = kept();
  expect(kept()).toEqual([expect.stringMatching(/^[0-9a-f]{64}\.diff$/)]);
  expect(readFileSync(join(root, 'diffs', name ?? ''), 'utf8')).toBe(diff);
  for (const { value, git, diff: read } of [...recorded, other]) {
    expect([value, read]).toEqual(['done', diff]);
    expect(git).toMatchObject({
      commit: repository.git('rev-parse', 'HEAD'),
      branch: 'main',
      dirty: true,
      diff: { file: `diffs/${name}`, bytes: diff.length, truncated: false, totalBytes: diff.length, redactedLines: 0 },
    });
    expect(JSON.stringify(git)).not.toContain('second');
  }
});

test('another diff is another file', () => {
  only(['a']);
  repository.write('code.txt', 'third\n');
  expect(only(['b']).diff).toContain('+third');
  expect(kept()).toHaveLength(2);
});

test('a kept diff that a power failure cut is put right, and one that is not what was kept is never shown', () => {
  only(['a']);
  const path = join(root, 'diffs', kept()[0] ?? '');
  truncateSync(path, 3);
  expect(() => only(['a'])).toThrow('is not the diff that was kept');
  expect(only(['b']).diff).toContain('+second');
});

test('when the root was removed meanwhile the diff is there again for what is computed next', () => {
  const { recorded } = compute(['a', 'without root']);
  expect(recorded.map(({ value, diff }) => [value, diff?.includes('+second')])).toEqual([
    ['done', true],
    ['done', true],
  ]);
});

test('a secret that becomes known later is struck out of the diffs that are kept from then on', () => {
  repository.write('code.txt', 'with word-of-honour in it\n');
  const { recorded } = compute(['secret:word-of-honour', 'next']);
  for (const { diff } of recorded) expect(diff).toContain('+with <secret> in it');
  expect(kept()).toHaveLength(1);
  expect(readFileSync(join(root, 'diffs', kept()[0] ?? ''), 'utf8')).not.toContain('word-of-honour');
});

test('where the diff cannot be kept the result is published, and the metadata say why', () => {
  mkdirSync(root);
  writeFileSync(join(root, 'diffs'), 'a file in the way');
  const { value, git } = only(['a']);
  expect(value).toBe('done');
  expect(git).toMatchObject({ dirty: true, error: expect.stringContaining('the diff could not be kept') });
  expect(git).not.toHaveProperty('diff');
});

test('a failed attempt records the repository, its outcome and what it took as well', () => {
  expect(only(['fails'])).toMatchObject({
    value: 'ComputeError',
    git: { branch: 'main', dirty: true },
    attempt: {
      outcome: 'failed',
      finishedAt: expect.any(String),
      resources: { wallMs: expect.any(Number), cpuUserMs: expect.any(Number), peakMemoryBytes: expect.any(Number) },
    },
  });
});

test('HULDRA_IGNORE_DIFF leaves the diff out, and nothing is kept', () => {
  const { git } = only(['a'], { HULDRA_IGNORE_DIFF: '1' });
  expect(git).toMatchObject({ dirty: true });
  expect(git).not.toHaveProperty('diff');
  expect(existsSync(join(root, 'diffs'))).toBe(false);
});

test('in a repository with a diff of 100 MB a run is done, with the first megabyte of it', () => {
  const lines = (letter: string) => `${letter.repeat(99)}\n`.repeat(10_000);
  for (let number = 0; number < 50; number += 1) repository.write(`data/${number}.txt`, lines('a'));
  repository.commit();
  for (let number = 0; number < 50; number += 1) repository.write(`data/${number}.txt`, lines('b'));
  const { recorded, warnings } = compute(['a', 'b', 'c']);
  expect(warnings).toEqual([]);
  for (const { value, git } of recorded) {
    expect(value).toBe('done');
    expect(git).toMatchObject({ dirty: true, diff: { truncated: true } });
    expect(git?.diff?.bytes).toBeLessThanOrEqual(1_000_000);
    expect(git?.diff?.bytes).toBeGreaterThan(900_000);
    expect(git?.diff?.totalBytes).toBeUndefined();
  }
  expect(kept()).toHaveLength(1);
});

test('a git that hangs costs its time once per process, and fails nothing', () => {
  const calls = join(temporary.path, 'calls');
  const PATH = gitThat(`echo called >> '${calls}'; sleep 600 & wait`);
  const { recorded, warnings } = compute(['a', 'b', 'fails', 'c'], { PATH });
  expect(recorded.map(({ value }) => value)).toEqual(['done', 'done', 'ComputeError', 'done']);
  const git = { root: repository.path, error: 'git config gave no answer for 5000 ms' };
  expect(recorded.map((each) => each.git)).toEqual([git, git, git, git]);
  expect(warnings).toEqual([]);
  expect(readFileSync(calls, 'utf8')).toBe('called\n');
});

test('who only loads what is there starts no git', () => {
  only(['a']);
  const calls = join(temporary.path, 'calls-of-hits');
  const PATH = gitThat(`echo called >> '${calls}'; exit 1`);
  expect(compute(['a', 'a'], { PATH }).recorded.map(({ value }) => value)).toEqual(['done', 'done']);
  expect(existsSync(calls)).toBe(false);
});

test('a git that fails, or none at all, fails nothing', () => {
  const failing = only(['a'], { PATH: gitThat('echo "fatal: no luck" >&2; exit 128') });
  expect(failing).toMatchObject({ value: 'done', git: { error: 'git config exited with 128: fatal: no luck' } });
  const none = only(['b'], { PATH: mkdtempSync(join(temporary.path, 'bin-')) });
  expect(none).toMatchObject({ value: 'done', git: { error: 'git is not installed, or not in PATH' } });
});
