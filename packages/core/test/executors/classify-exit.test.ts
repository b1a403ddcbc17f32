import { expect, test } from '@jest/globals';
import { classifyExit, type ExitEvidence } from '../../src/executors/pool/classify-exit.js';

function classified(evidence: Partial<ExitEvidence>): ReturnType<typeof classifyExit> {
  return classifyExit({
    exit: { code: null, signal: null },
    output: '',
    kernelWasOutOfMemory: false,
    exceededSecs: undefined,
    uncaught: undefined,
    name: 'Model 3f9a12c',
    artifact: 'x/Model/3f9a12c',
    ...evidence,
  });
}

test('SIGKILL while the kernel was out of memory is told as that, and tried again', () => {
  const error = classified({ exit: { code: null, signal: 'SIGKILL' }, kernelWasOutOfMemory: true });
  expect(error).toMatchObject({ death: 'out-of-memory', retryable: true, signal: 'SIGKILL' });
  expect(error.message).toMatch(/lower concurrency, or give run\(\) the memory that each artifact needs/);
});

test('an abort is a crash, unless V8 said that the heap was full', () => {
  const exit = { code: null, signal: 'SIGABRT' } as const;
  expect(classified({ exit })).toMatchObject({ death: 'crashed', retryable: false });
  const output = 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory';
  expect(classified({ exit, output })).toMatchObject({ death: 'out-of-memory', retryable: false });
});

test('a worker that could not be started is trouble with the infrastructure', () => {
  const cause = new Error('spawn EAGAIN');
  const error = classified({ exit: { code: null, signal: null, error: cause } });
  expect(error).toMatchObject({ death: 'not-started', retryable: true, cause });
});

test('exit code 0 in the middle of an attempt is no success', () => {
  expect(classified({ exit: { code: 0, signal: null } })).toMatchObject({
    death: 'exited',
    exitCode: 0,
    retryable: false,
  });
});
