import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { type Machine, type Project, tsconfig } from '../support/machine.js';
import { decisions, timeless } from '../support/output.js';
import { Section } from '../support/readme.js';

/** The README's first example, followed to the letter in a fresh npm project. */
const example = new Section('The shortest example');
const [install = ''] = example.blocks('sh');
const demonstrations = example.demonstrations();

export function testNpmProject(machine: () => Machine): void {
  let project: Project;
  const outputs: string[] = [];

  beforeAll(async () => {
    project = machine().project(example.manifest().name ?? 'unnamed', {
      'package.json': JSON.stringify(example.manifest()),
      'tsconfig.json': tsconfig({ module: 'nodenext', ...example.compilerOptions() }),
      ...example.sources(),
    });
    for (const command of install.trim().split('\n')) {
      const [program = '', ...args] = command.split(' ');
      await project.run(program, args);
    }
    project.linkNodeTypes();
    await project.run('tsc', []);
    for (const { command } of demonstrations) {
      const [program = '', ...args] = command.split(' ');
      outputs.push(await project.run(program, args));
    }
  }, 60_000);

  test('installing huldra brings neither class-validator nor class-transformer nor winston', () => {
    const installed = (name: string): boolean => existsSync(join(project.folder, 'node_modules', name));
    expect(
      ['huldra', '@huldra/core', 'winston', 'class-validator', 'class-transformer', 'dotenv'].map(installed),
    ).toEqual([true, true, false, false, false, false]);
  });

  test('the README says in which package its hashes hold', () => {
    expect(example.manifest()).toEqual({ name: expect.any(String), type: 'module' });
  });

  test('the README shows what its example prints', () => {
    expect(outputs.map(timeless)).toEqual(demonstrations.map(({ output }) => timeless(output)));
  });

  test('the first run computes and the second one only loads', () => {
    const requests = outputs.map((output) => decisions(output).filter((line) => line.includes('loadOrCreate')));
    expect(requests).toEqual([
      ['loadOrCreate CountWords (missing->create)', '  loadOrCreate Dataset (missing->create)'],
      ['loadOrCreate CountWords (success->load)'],
    ]);
  });
}
