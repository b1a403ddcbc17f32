import { join } from 'node:path';
import { temporaryRoot } from '@huldra/testing';
import { afterAll, describe, expect, test } from '@jest/globals';
import { build, type Compiler } from '../conformance/support/compilers.js';
import { installCore } from '../conformance/support/consumer.js';
import { runForJson } from '../conformance/support/run-node.js';

const workplace = temporaryRoot('standard-decorators');
afterAll(workplace.cleanup);
installCore(workplace.path);

/** Each declaration stands alone, so that each decorator gets its turn; bare uses are what the standard knows best. */
const declarations = {
  Field: 'class Train { @Field() size = 1 }',
  Artifact: '@Artifact() class Train {}',
  Config: '@Config() class Train {}',
  Create: 'class Train { @Create() run() {} }',
  Load: 'class Train { @Load() run() {} }',
  Validate: 'class Train { @Validate() run() {} }',
  'bare Field': 'class Train { @Field size = 1 }',
  'bare Create': 'class Train { @Create run() {} }',
};

const attempts = Object.entries(declarations).map(
  ([name, code]) => `
    try {
      ${code}
      seen[${JSON.stringify(name)}] = 'no error';
    } catch (error) {
      seen[${JSON.stringify(name)}] = error instanceof Error ? error.name + ': ' + error.message : String(error);
    }`,
);

const source = `
  import { Artifact, Config, Create, Field, Load, Validate } from '@huldra/core';
  const seen: Record<string, string> = {};
  ${attempts.join('')}
  console.log(JSON.stringify(seen));
  export {};
`;

const compiler = { format: 'ESM', useDefineForClassFields: true, experimentalDecorators: false } as const;

describe.each<Compiler>([
  { ...compiler, tool: 'tsc' },
  { ...compiler, tool: 'swc' },
])('decorators that $tool compiled to the standard (TC39)', (options) => {
  test('are errors that name the flag of tsconfig.json', async () => {
    const directory = join(workplace.path, options.tool);
    const built = build({ directory, name: 'standard', sources: { 'main.ts': source } }, options);
    // Whoever checks types is told before; the output is written all the same.
    if (options.tool === 'tsc') await expect(built).rejects.toThrow(/error TS12\d\d: Unable to resolve signature/);
    else await built;
    const seen = await runForJson(join(directory, 'dist/main.js'), { cwd: directory, root: join(directory, 'data') });
    const error = (decorator: string, on: string) =>
      `DeclarationError: @${decorator} on "${on}" was compiled as a standard (TC39) decorator. Set "experimentalDecorators": true (and "emitDecoratorMetadata": true) in the tsconfig.json of this file, or legacyDecorator: true for swc.`;
    expect(seen).toEqual({
      Field: error('Field', 'size'),
      Artifact: error('Artifact', 'Train'),
      Config: error('Config', 'Train'),
      Create: error('Create', 'run'),
      Load: error('Load', 'run'),
      Validate: error('Validate', 'run'),
      'bare Field': error('Field', 'size'),
      'bare Create': error('Create', 'run'),
    });
  });
});
