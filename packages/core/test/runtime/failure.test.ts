import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  ComputeError,
  configure,
  dirOf,
  exists,
  hashOf,
  invalidate,
  loadOrCreate,
  StorageError,
  stateOf,
} from '@huldra/core';
import { afterEach, expect, test } from '@jest/globals';
import { steered, steering } from './support/artifacts.js';
import { collectEvents, eachTestHasItsOwnRoot, outline, rejection } from './support/rig.js';

eachTestHasItsOwnRoot('failure');
afterEach(() => {
  configure({ retryFailed: undefined });
});

function failing(error: unknown): void {
  steering.create = () => {
    throw error;
  };
}

function succeeding(value: string): void {
  steering.create = () => value;
}

test('what create threw is the cause of a ComputeError that names the artifact and its files', async () => {
  const thrown = new RangeError('no such learning rate');
  failing(thrown);
  const artifact = steered('Steered', 'x');
  const error = await rejection(loadOrCreate(artifact));
  expect(ComputeError.is(error)).toBe(true);
  const { attempt } = stateOf(artifact);
  const dir = join(dirOf(artifact), '.huldra', 'attempts', attempt ?? '');
  expect(error).toMatchObject({
    name: 'ComputeError',
    code: 'COMPUTE_FAILED',
    artifact: `test-runtime/Steered/${hashOf(artifact)}`,
    path: dir,
    cause: thrown,
    message: expect.stringContaining('RangeError: no such learning rate'),
  });
  expect((error as Error).message).toContain(dir);
  expect((error as ComputeError).cause).toBe(thrown);
});

test('what a dependency suffered from the machinery makes its dependent preempted, not failed, and is tried again', async () => {
  configure({ retryFailed: false });
  failing(new StorageError('no space is left on the device'));
  const artifact = steered('Steered', 'unlucky');
  expect(await rejection(loadOrCreate(artifact))).toMatchObject({ code: 'COMPUTE_FAILED', retryable: true });
  expect(stateOf(artifact)).toMatchObject({ status: 'preempted', reason: 'interrupted' });
  succeeding('at the second try');
  expect(await loadOrCreate(artifact)).toBe('at the second try');
});

test('the last fifty lines that the attempt logged are in the error and in the state', async () => {
  steering.create = (_, { log }) => {
    for (let line = 1; line <= 60; line += 1) log.info(`line ${line}`, { line });
    throw new Error('after sixty lines');
  };
  const artifact = steered('Steered', 'talkative');
  const error = await rejection(loadOrCreate(artifact));
  const expected = Array.from({ length: 50 }, (_, index) => `info line ${index + 11} { line: ${index + 11} }`);
  expect((error as ComputeError).logTail).toEqual(expected);
  expect(stateOf(artifact).logTail).toEqual(expected);
});

test('the state keeps the error with its code, stack and causes', async () => {
  const root = Object.assign(new Error('the root'), { code: 'EROOT' });
  failing(new TypeError('outer', { cause: new Error('middle', { cause: root }) }));
  const artifact = steered('Steered', 'chained');
  await rejection(loadOrCreate(artifact));
  expect(stateOf(artifact)).toMatchObject({
    status: 'failed',
    reason: 'error',
    owner: { pid: process.pid },
    error: {
      name: 'TypeError',
      message: 'outer',
      stack: expect.stringContaining('failure.test.ts'),
      cause: { name: 'Error', message: 'middle', cause: { message: 'the root', code: 'EROOT' } },
    },
  });
});

test.each<[string, unknown, string]>([
  ['a string', 'just text', 'just text'],
  ['undefined', undefined, 'undefined'],
  ['a plain object', { status: 418 }, 'status: 418'],
  ['an object without a prototype', Object.assign(Object.create(null), { bare: true }), 'bare: true'],
])('create may throw %s', async (_, thrown, text) => {
  failing(thrown);
  const artifact = steered('Steered', 'thrown');
  const error = await rejection(loadOrCreate(artifact));
  expect(ComputeError.is(error)).toBe(true);
  expect((error as Error).cause).toEqual(thrown);
  expect(stateOf(artifact).error?.message).toContain(text);
});

test('an error of the system keeps its name, message and code', async () => {
  steering.create = () => readFileSync('/does/not/exist');
  const artifact = steered('Steered', 'system');
  const error = await rejection(loadOrCreate(artifact));
  expect((error as Error).message).toContain('Error: ENOENT: no such file or directory');
  expect(stateOf(artifact).error).toMatchObject({
    name: 'Error',
    code: 'ENOENT',
    message: expect.stringMatching(/^ENOENT/),
  });
});

test('an error with an endless chain of causes is stored in part', async () => {
  const error = new Error('its own cause');
  error.cause = error;
  failing(error);
  const artifact = steered('Steered', 'endless');
  await rejection(loadOrCreate(artifact));
  expect(stateOf(artifact).error?.message).toBe('its own cause');
});

test('a huge error with a huge log is still recorded, and the artifact is not stuck', async () => {
  const huge = '\u0001'.repeat(100_000);
  steering.create = (_, { log }) => {
    for (let line = 0; line < 60; line += 1) log.error(huge);
    let error = new Error(huge);
    for (let depth = 0; depth < 20; depth += 1) error = new Error(huge, { cause: error });
    throw error;
  };
  const artifact = steered('Steered', 'huge');
  await rejection(loadOrCreate(artifact));
  expect(stateOf(artifact).status).toBe('failed');
  succeeding('fine');
  expect(await loadOrCreate(artifact)).toBe('fine');
});

test('the failed attempt keeps its files, and nothing is published', async () => {
  steering.create = (_, { dir }) => {
    writeFileSync(join(dir, 'partial.txt'), 'half');
    throw new Error('half way');
  };
  const artifact = steered('Steered', 'partial');
  const error = await rejection(loadOrCreate(artifact));
  expect(readFileSync(join((error as ComputeError).path ?? '', 'partial.txt'), 'utf8')).toBe('half');
  expect(await exists(artifact)).toBe(false);
  expect(readdirSync(dirOf(artifact))).toEqual(['.huldra']);
});

test('the next request tries again, in a new attempt', async () => {
  failing(new Error('first time'));
  const artifact = steered('Steered', 'again');
  await rejection(loadOrCreate(artifact));
  const { attempt: failed } = stateOf(artifact);
  const events = collectEvents();
  let number = 0;
  steering.create = (_, { attempt }) => {
    number = attempt.number;
    return 'second time';
  };
  expect(await loadOrCreate(artifact)).toBe('second time');
  expect(number).toBe(2);
  expect(outline(events)).toEqual(['started failed', 'published created']);
  expect(stateOf(artifact).attempt).not.toBe(failed);
});

test.each<[string, 'Steered' | 'NoRetry', boolean | undefined]>([
  ['the setting', 'Steered', false],
  ['the option of the class', 'NoRetry', undefined],
  ['the option of the class before the setting', 'NoRetry', true],
])('with retryFailed false by %s, the recorded failure is thrown again without computing', async (_, cls, setting) => {
  configure({ retryFailed: setting });
  steering.create = (__, { log }) => {
    log.warn('about to fail');
    throw new TypeError('recorded', { cause: new Error('its reason') });
  };
  const artifact = steered(cls, 'no retry');
  await rejection(loadOrCreate(artifact));
  const events = collectEvents();
  succeeding('would succeed');
  expect(await rejection(loadOrCreate(steered(cls, 'no retry')))).toMatchObject({
    code: 'COMPUTE_FAILED',
    path: dirOf(artifact),
    logTail: ['warn about to fail'],
    message: expect.stringMatching(
      /failed in pid \d+ on .* earlier.*TypeError: recorded(?:.|\n)*invalidate\(x, reason\)/,
    ),
    cause: { name: 'TypeError', message: 'recorded', cause: { message: 'its reason' } },
  });
  expect(outline(events)).toEqual([]);
});

test('invalidating clears a recorded failure', async () => {
  failing(new Error('once'));
  const artifact = steered('NoRetry', 'cleared');
  await rejection(loadOrCreate(artifact));
  expect(await invalidate(artifact, 'the cause is gone')).toBe(true);
  expect(stateOf(artifact)).toMatchObject({ status: 'missing', reason: 'invalidated: the cause is gone' });
  succeeding('fine');
  expect(await loadOrCreate(artifact)).toBe('fine');
});

test('all who share a failing computation get its error, and a sharer does not try again', async () => {
  let computed = 0;
  steering.create = async () => {
    computed += 1;
    await Promise.resolve();
    throw new Error('shared failure');
  };
  const artifact = steered('Steered', 'shared');
  const errors = await Promise.all(Array.from({ length: 5 }, () => rejection(loadOrCreate(artifact))));
  expect(computed).toBe(1);
  expect(new Set(errors).size).toBe(1);
});

test('the failure of a dependency is the cause of its dependent’s failure', async () => {
  steering.create = ({ label }) => {
    if (label === 'inner') throw new Error('deep down');
    return loadOrCreate(steered('Steered', 'inner'));
  };
  const error = await rejection(loadOrCreate(steered('Steered', 'outer')));
  expect(error).toMatchObject({
    code: 'COMPUTE_FAILED',
    cause: { code: 'COMPUTE_FAILED', cause: { message: 'deep down' } },
  });
  expect(stateOf(steered('Steered', 'outer')).error).toMatchObject({
    code: 'COMPUTE_FAILED',
    cause: { message: 'deep down' },
  });
});

test('a link that leaves the directory is a failure of the computation, which names the link', async () => {
  steering.create = (_, { dir }) => {
    symlinkSync('/etc/passwd', join(dir, 'leak'));
    return 'done';
  };
  const artifact = steered('NoRetry', 'leaking');
  expect(await rejection(loadOrCreate(artifact))).toMatchObject({
    code: 'COMPUTE_FAILED',
    message: expect.stringContaining('leak is a symbolic link that leaves the directory'),
  });
  expect(stateOf(artifact)).toMatchObject({ status: 'failed', error: { code: 'UNPUBLISHABLE_FILE' } });
  expect(existsSync(join(dirOf(artifact), 'leak'))).toBe(false);
});
