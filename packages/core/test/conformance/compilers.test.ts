import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryRoot } from '@huldra/testing';
import { afterAll, describe, expect, test } from '@jest/globals';
import type { Report } from './fixtures/harness.js';
import { build, type Compiler, readSources } from './support/compilers.js';
import { installCore } from './support/consumer.js';
import { runForJson } from './support/run-node.js';

const compilers: Readonly<Record<string, Compiler>> = {
  'tsc, fields defined': { tool: 'tsc', format: 'ESM', useDefineForClassFields: true },
  'tsc, fields assigned': { tool: 'tsc', format: 'ESM', useDefineForClassFields: false },
  'swc, fields defined': { tool: 'swc', format: 'ESM', useDefineForClassFields: true },
  'swc, fields assigned': { tool: 'swc', format: 'ESM', useDefineForClassFields: false },
  'swc, without decorator metadata': { tool: 'swc', format: 'ESM', useDefineForClassFields: true, metadata: false },
  'tsc, CommonJS': { tool: 'tsc', format: 'CommonJS', useDefineForClassFields: true },
  'swc, CommonJS': { tool: 'swc', format: 'CommonJS', useDefineForClassFields: true },
};

const workplace = temporaryRoot('conformance');
afterAll(workplace.cleanup);
installCore(workplace.path);
const sources = readSources(fileURLToPath(new URL('./fixtures', import.meta.url)), /^[^/]+$/);

const outputOf = (name: string) => join(workplace.path, name.replaceAll(/\W+/g, '-'));

/** Compiles the fixtures in one way, and lets them say how they behave. */
async function reportOf(name: string, compiler: Compiler): Promise<Report> {
  const directory = outputOf(name);
  await build({ directory, name: 'conformance', sources }, compiler);
  const root = join(directory, 'data');
  return (await runForJson(join(directory, 'dist/main.js'), { cwd: directory, root })) as Report;
}

const outputs = await Promise.all(
  Object.entries(compilers).map(async ([name, compiler]) => ({
    name,
    compiler,
    report: await reportOf(name, compiler),
  })),
);
const names = Object.keys(compilers);
const behaviours = [...new Set(outputs.flatMap(({ report }) => Object.keys(report.failures)))];

describe.each(outputs)('$name', ({ compiler, report }) => {
  test('is what it is meant to be', () => {
    const { format, useDefineForClassFields, metadata = true } = compiler;
    expect(report.traits).toEqual({ format, useDefineForClassFields, metadata });
  });

  test.each(behaviours)('%s', (sentence) => {
    expect(report.failures[sentence]).toBeNull();
  });

  test('every artifact has the hash that it has in the other outputs', () => {
    expect(report.hashes).toEqual(outputs[0]?.report.hashes);
  });
});

test('what one output computed, all others load', async () => {
  const env = { CONFORMANCE_COUNT: join(workplace.path, 'created.txt') };
  const root = join(workplace.path, 'shared');
  const ask = (name: string) =>
    runForJson(join(outputOf(name), 'dist/shared-result.js'), { cwd: outputOf(name), root, env });
  expect(await Promise.all(names.map(ask))).toEqual(names.map(() => 7));
  expect(readFileSync(env.CONFORMANCE_COUNT, 'utf8')).toBe('created\n');
});
