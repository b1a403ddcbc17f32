import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { type Machine, type Project, tsconfig } from '../support/machine.js';
import { decisions } from '../support/output.js';

const options = { module: 'nodenext', experimentalDecorators: true, emitDecoratorMetadata: true, declaration: true };

function manifest(name: string, dependencies: Readonly<Record<string, string>>, scripts: object): string {
  const exports = { '.': { types: './dist/index.d.ts', default: './dist/index.js' } };
  return JSON.stringify({ name, version: '1.0.0', type: 'module', exports, scripts, dependencies });
}

/** Two packages of one workspace: `pipelines` has the artifact classes, with validators; `app` uses them and adds one. */
const files = {
  'package.json': JSON.stringify({ name: 'workspace', private: true }),

  'packages/pipelines/package.json': manifest(
    'pipelines',
    { huldra: '*', 'class-validator': '*' },
    { build: 'tsc', compute: 'node dist/compute.js' },
  ),
  'packages/pipelines/tsconfig.json': tsconfig({ ...options, skipLibCheck: true }),
  'packages/pipelines/src/index.ts': `
import { IsInt, Min } from 'class-validator';
import { Artifact, Field, Huldra } from 'huldra';

@Artifact()
export class Numbers extends Huldra<number[]> {
  @Field() @IsInt() @Min(1) count = 4;

  async create() {
    return Array.from({ length: this.count }, (_, index) => index);
  }
}

@Artifact()
export class Total extends Huldra<number> {
  @Field(() => Numbers) numbers = Numbers.of();

  async create() {
    return (await this.numbers.loadOrCreate()).reduce((sum, number) => sum + number, 0);
  }
}
`,
  'packages/pipelines/src/compute.ts': `
import { Total } from './index.js';

console.log('total', await Total.of().loadOrCreate());
`,

  'packages/app/package.json': manifest(
    'app',
    { huldra: '*', pipelines: 'workspace:*' },
    { build: 'tsc', start: 'node dist/index.js' },
  ),
  'packages/app/tsconfig.json': tsconfig(options),
  'packages/app/src/index.ts': `
import { Artifact, Field, Huldra, InvalidConfigError } from 'huldra';
import { Numbers, Total } from 'pipelines';

@Artifact()
class Report extends Huldra<string> {
  @Field(() => Total) total = Total.of();

  async create() {
    return \`the total is \${await this.total.loadOrCreate()}\`;
  }
}

console.log(await Report.of().loadOrCreate());
try {
  Numbers.of({ count: 0 });
} catch (error) {
  if (!InvalidConfigError.is(error)) throw error;
  console.log(error.name, error.problems);
}
`,
};

/** Copies of huldra that a project has installed: one for each set of peers. */
function copies({ folder }: Project): string[] {
  return readdirSync(join(folder, 'node_modules/.pnpm')).filter((name) => name.startsWith('huldra@'));
}

export function testPnpmWorkspace(machine: () => Machine): void {
  test.each([
    { dedupePeerDependents: true, huldras: 1 },
    // Only one of the packages has class-validator, a peer: each then gets a huldra of its own.
    { dedupePeerDependents: false, huldras: 2 },
  ])(
    'what one package of a workspace computed is reused by another one that imports its classes ($huldras installed)',
    async ({ dedupePeerDependents, huldras }) => {
      const settings = `packages:\n  - packages/*\ndedupePeerDependents: ${dedupePeerDependents}\n`;
      const workspace = machine().project(`workspace ${huldras}`, { ...files, 'pnpm-workspace.yaml': settings });
      const script = (...args: string[]): Promise<string> =>
        workspace.run('pnpm', ['--silent', ...args], { HULDRA_PATH: join(workspace.folder, 'data') });

      await workspace.run('pnpm', ['install']);
      expect(copies(workspace)).toHaveLength(huldras);
      workspace.linkNodeTypes();
      await workspace.run('pnpm', ['--recursive', 'run', 'build']);
      const computed = await script('--filter', 'pipelines', 'run', 'compute');
      const reused = await script('--filter', 'app', 'run', 'start');

      expect(decisions(computed)).toEqual([
        'loadOrCreate Total (missing->create)',
        '  loadOrCreate Numbers (missing->create)',
        '  published Numbers (files: 1)',
        'published Total (files: 1)',
        'total 6',
      ]);
      expect(decisions(reused)).toEqual([
        'loadOrCreate Report (missing->create)',
        '  loadOrCreate Total (success->load)',
        'published Report (files: 1)',
        'the total is 6',
        // The validator was declared in the other package; its error is known here also where it is of the other huldra.
        "InvalidConfigError [ { path: 'count', message: 'must not be less than 1' } ]",
      ]);
    },
    60_000,
  );
}
