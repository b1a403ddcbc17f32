import { inProcess, type ProcessPool, processPool } from '@huldra/core';
import { executorContract } from '@huldra/executor-contract';
import { temporaryRoot } from '@huldra/testing';
import { afterAll, describe, jest, test } from '@jest/globals';

// Processes start slowly when the machine is busy; a case that hangs still fails.
jest.setTimeout(120_000);

const { path: root, cleanup } = temporaryRoot('contract');
afterAll(cleanup);

const nodeFlags = ['--import', new URL('../../core/test/store/support/typescript.mjs', import.meta.url).href];
const fixture = (name: string): string => new URL(`./fixtures/${name}.ts`, import.meta.url).href;
const base = { root, nodeFlags };

describe('in process', () => {
  const cases = executorContract({
    ...base,
    createExecutor: inProcess,
    isolates: false,
    module: fixture('in-process'),
  });
  for (const { name, run } of cases) test(name, run);
});

describe('a pool of processes', () => {
  const cases = executorContract({
    ...base,
    createExecutor: () => processPool({ workers: 2, nodeFlags }),
    closeExecutor: (pool) => (pool as ProcessPool).close({ force: true }),
    isolates: true,
    module: fixture('process-pool'),
  });
  for (const { name, run } of cases) test(name, run);
});
