import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { type Machine, type Project, tsconfig } from '../support/machine.js';
import { decisions } from '../support/output.js';

/** A project that never heard of ESM: `require('huldra')`, which Node does for ESM packages since 20.19. */
const files = {
  'package.json': JSON.stringify({ name: 'old-project', type: 'commonjs' }),
  'tsconfig.json': tsconfig({ module: 'commonjs', experimentalDecorators: true, emitDecoratorMetadata: true }),
  'src/square.cts': `
import { Artifact, Field, Huldra } from 'huldra';

@Artifact()
export class Square extends Huldra<number> {
  @Field() side = 3;
  async create() {
    return this.side ** 2;
  }
}
`,
  'src/main.cts': `
import { Square } from './square.cjs';

async function main() {
  console.log(await Square.of({ side: 7 }).loadOrCreate());
}
void main();
`,
};

export function testCommonJs(machine: () => Machine): void {
  let project: Project;

  beforeAll(async () => {
    project = machine().project('old-project', files);
    await project.run('npm', ['install', 'huldra']);
    project.linkNodeTypes();
    await project.run('tsc', []);
  }, 60_000);

  test('the compiled file requires huldra', () => {
    expect(readFileSync(join(project.folder, 'dist/square.cjs'), 'utf8')).toContain('require("huldra")');
  });

  test('it computes once and then loads, without a warning', async () => {
    const first = await project.run('node', ['dist/main.cjs']);
    const second = await project.run('node', ['dist/main.cjs']);
    expect(decisions(first)).toEqual(['loadOrCreate Square (missing->create)', 'published Square (files: 1)', '49']);
    expect(decisions(second)).toEqual(['loadOrCreate Square (success->load)', '49']);
  });
}
