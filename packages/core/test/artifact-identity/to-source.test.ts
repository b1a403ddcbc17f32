import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryRoot } from '@huldra/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Artifact, DeclarationError, Field, of, toSource } from '../../src/index.js';

const hooks = new URL('../store/support/typescript.mjs', import.meta.url).href;
const fixture = fileURLToPath(new URL('./fixtures/project', import.meta.url));
const workspace = fileURLToPath(new URL('../../../../', import.meta.url));

const names = ['defaults', 'secrets', 'nested', 'diamond', 'landscape', 'lower', 'values', 'floats'];

const project = temporaryRoot('source');
let original: Record<string, string>;
let rebuilt: Record<string, string>;

const source = (name: string): string => readFileSync(join(project.path, 'generated', `${name}.ts`), 'utf8');

/** A package of its own, which uses the built core as a user's would. */
function setUp(): void {
  cpSync(fixture, project.path, { recursive: true });
  const modules = join(project.path, 'node_modules');
  mkdirSync(join(modules, '@huldra'), { recursive: true });
  symlinkSync(join(workspace, 'packages/core'), join(modules, '@huldra/core'));
  symlinkSync(join(workspace, 'node_modules/@types'), join(modules, '@types'));
  writeFileSync(join(project.path, 'package.json'), JSON.stringify({ name: 'source-of-artifacts', type: 'module' }));
  const compilerOptions = {
    target: 'ES2022',
    module: 'NodeNext',
    types: ['node'],
    strict: true,
    exactOptionalPropertyTypes: true,
    noPropertyAccessFromIndexSignature: true,
    noUncheckedIndexedAccess: true,
    verbatimModuleSyntax: true,
    experimentalDecorators: true,
    skipLibCheck: true,
  };
  writeFileSync(join(project.path, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
}

function run(...args: string[]): string {
  return execFileSync(process.execPath, args, {
    cwd: project.path,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

beforeAll(() => {
  setUp();
  original = JSON.parse(run('--import', hooks, 'generate.ts')) as Record<string, string>;
  // The compiler puts its output beside the sources; it prints what it has to say on standard output.
  run(join(workspace, 'node_modules/typescript/bin/tsc'), '-p', '.');
  rebuilt = JSON.parse(run('rebuild.js', ...names.flatMap((name) => [name, `${name}-absolute`]))) as typeof rebuilt;
});

afterAll(() => {
  project.cleanup();
});

describe('the TypeScript that toSource() generates', () => {
  test.each(names)('compiles, and makes an artifact with the same hash: %s', (name) => {
    expect(original[name]).toMatch(/^[0-9a-f]{32}$/);
    expect(rebuilt[name]).toBe(original[name]);
    expect(rebuilt[`${name}-absolute`]).toBe(original[name]);
  });

  test('is readable', () => {
    expect(source('nested')).toBe(`import { of } from "@huldra/core";
import { Dataset, Optimizer, Train } from "../classes.js";
import { Dataset as Dataset2 } from "../other/dataset.js";

const dataset1 = of(Dataset, { name: "c4 \\"quoted\\" \\\\ \u2028 \\ud800" });
const dataset2 = of(Dataset2, { rows: 5 });
const optimizer3 = of(Optimizer, { name: "sgd", schedule: [0.001, -0] });
const optimizer4 = of(Optimizer, { name: "adam", schedule: [1, 0] });
const dataset5 = of(Dataset, { name: "toy" });
export const artifact = of(Train, { dataset: dataset1, validation: dataset2, optimizers: [optimizer3, optimizer4], byName: new Map([["a", dataset5]]) });
`);
  });

  test('imports by absolute paths where no file is given', () => {
    expect(source('defaults-absolute')).toContain(`from ${JSON.stringify(join(project.path, 'classes.js'))}`);
  });

  test('makes each instance once', () => {
    expect(source('diamond').match(/ = of\(Train,/g)).toHaveLength(61);
  });

  test('holds no secret', () => {
    expect(source('secrets')).not.toContain('hunter2');
  });
});

test('toSource() says what to do when the module of a class is not known', () => {
  const declare = new Function('Artifact', 'Field', 'return Artifact({ namespace: "source/Evaluated" })') as (
    artifact: typeof Artifact,
    field: typeof Field,
  ) => ReturnType<typeof Artifact>;
  class Evaluated {
    value = 1;
  }
  declare(Artifact, Field)(Evaluated);
  expect(() => toSource(of(Evaluated))).toThrow(DeclarationError);
  expect(() => toSource(of(Evaluated))).toThrow(/Give @Artifact\(\{ module: import\.meta\.url \}\)/);
});
