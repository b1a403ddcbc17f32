import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { executorContract } from '@huldra/executor-contract';
import { temporaryRoot } from '@huldra/testing';
import { beforeAll, describe, expect, test } from '@jest/globals';

const fixture = (name: string): string => fileURLToPath(new URL(`./fixtures/${name}.mjs`, import.meta.url));

/** What became of each case, by its name. */
async function runCases(name: string): Promise<Readonly<Record<string, string>>> {
  const { path, cleanup } = temporaryRoot('contract');
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: '' };
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [fixture('run-cases'), fixture(name), path], {
      env,
    });
    return JSON.parse(stdout) as Readonly<Record<string, string>>;
  } finally {
    cleanup();
  }
}

const unused = { root: '', module: '', createExecutor: () => Promise.reject(new Error('only the names are wanted')) };

const executors = [
  { title: 'in process', module: 'in-process', traits: { lifetime: 'call', isolates: false } },
  { title: 'a pool of processes', module: 'process-pool', traits: { lifetime: 'process', isolates: true } },
] as const;

describe.each(executors)('$title', ({ module, traits }) => {
  let results: Readonly<Record<string, string>> = {};
  beforeAll(async () => {
    results = await runCases(module);
  });

  const cases = executorContract({ ...unused, ...traits });
  test.each(cases)('$name', ({ name }) => {
    expect(results[name]).toBe('passed');
  });

  test('every case was run', () => {
    expect(Object.keys(results)).toEqual(cases.map(({ name }) => name));
  });
});

test('an executor that lives otherwise than it says is refused', async () => {
  const { path, cleanup } = temporaryRoot('contract');
  const [first] = executorContract({
    ...unused,
    root: path,
    createExecutor: async () => ({
      name: 'liar',
      lifetime: 'detached',
      submit: async () => [],
      attach: async () => undefined,
    }),
    lifetime: 'call',
    isolates: false,
  });
  await expect(first?.run()).rejects.toThrow('has the lifetime that the options give');
  cleanup();
});
