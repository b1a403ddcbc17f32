import { join } from 'node:path';
import { temporaryRoot } from '@huldra/testing';
import { afterAll, describe, expect, test } from '@jest/globals';
import { core, installCore, writeFiles } from '../conformance/support/consumer.js';
import { runNode } from '../conformance/support/run-node.js';

const workplace = temporaryRoot('evaluated');
afterAll(workplace.cleanup);
installCore(workplace.path);
writeFiles(workplace.path, { 'package.json': '{"name": "evaluated"}' });

const required = `const { Artifact, hashOf, of } = require('@huldra/core');`;
const imported = `import { Artifact, hashOf, of } from '@huldra/core';`;

/** Declares a class, and prints either its error or what `print` gives. */
const declaring = (options: string, print = '"no error"') =>
  `class Train {}; try { Artifact(${options})(Train); console.log(${print}); } catch (error) { console.log(error.message) }`;

const builtCore = JSON.stringify(`file://${core}/dist/index.js`);
const dataModule = JSON.stringify(`data:text/javascript,import { Artifact } from ${builtCore}; ${declaring('')}`);

interface Way {
  readonly way: string;
  readonly args: readonly string[];
  readonly input?: string;
}

const ways: readonly Way[] = [
  { way: 'node -e', args: ['-e', `${required} ${declaring('')}`] },
  { way: 'node -e as a module', args: ['--input-type=module', '-e', `${imported} ${declaring('')}`] },
  { way: 'the standard input', args: ['-'], input: `${required} ${declaring('')}` },
  { way: 'the standard input as a module', args: ['--input-type=module', '-'], input: `${imported} ${declaring('')}` },
  { way: 'the REPL', args: ['-i'], input: `${required} ${declaring('')}\n` },
  { way: 'eval', args: ['-e', `${required} eval(${JSON.stringify(declaring(''))})`] },
  {
    way: 'new Function',
    args: ['-e', `${required} new Function('Artifact', ${JSON.stringify(declaring(''))})(Artifact)`],
  },
  { way: 'a data: URL', args: ['--input-type=module', '-e', `await import(${dataModule})`] },
];

async function printedBy({ args, input = '' }: Way): Promise<string> {
  const { code, stdout, stderr } = await runNode(args, {
    cwd: workplace.path,
    root: join(workplace.path, 'data'),
    input,
  });
  if (code !== 0) throw new Error(stderr);
  return stdout;
}

describe('where there is no module, the namespace or the module must be given', () => {
  test.each(ways)('in $way', async (way) => {
    expect(await printedBy(way)).toContain(
      "class Train was declared where there is no module (eval, REPL, a data URL), so its namespace cannot be found. Give @Artifact({ module: import.meta.url }) or @Artifact({ namespace: 'package/Train' }).",
    );
  });

  test('and a namespace is enough', async () => {
    const code = declaring("{ namespace: 'evaluated/Train' }", 'hashOf(of(Train)).length');
    expect(await printedBy({ way: 'as CommonJS', args: ['-e', `${required} ${code}`] })).toBe('32\n');
    expect(await printedBy({ way: 'as ESM', args: ['--input-type=module', '-e', `${imported} ${code}`] })).toBe('32\n');
  });

  test('and a module is enough', async () => {
    const module = JSON.stringify(join(workplace.path, 'src/train.js'));
    const code = declaring(`{ module: ${module} }`, 'hashOf(of(Train)).length');
    expect(await printedBy({ way: 'as CommonJS', args: ['-e', `${required} ${code}`] })).toBe('32\n');
  });
});

test('the module is found whatever is done to the traces of errors', async () => {
  writeFiles(workplace.path, {
    'src/train.mjs': `
      ${imported}
      import { namespaceOf } from '@huldra/core';
      const mine = () => 'mine';
      Error.prepareStackTrace = mine;
      Error.stackTraceLimit = 0;
      class Train {}
      Artifact()(Train);
      const kept = Error.prepareStackTrace === mine && Error.stackTraceLimit === 0;
      delete Error.prepareStackTrace;
      class Evaluate {}
      Artifact()(Evaluate);
      const isAbsent = !('prepareStackTrace' in Error);
      console.log(JSON.stringify([namespaceOf(of(Train)), kept, namespaceOf(of(Evaluate)), isAbsent]));`,
  });
  const args = ['--enable-source-maps', join(workplace.path, 'src/train.mjs')];
  expect(JSON.parse(await printedBy({ way: 'as a file', args }))).toEqual([
    'evaluated/train/Train',
    true,
    'evaluated/train/Evaluate',
    true,
  ]);
});
