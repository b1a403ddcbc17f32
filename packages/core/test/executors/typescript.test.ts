import { expect, test } from '@jest/globals';
import { makeProject, runsTypeScript } from './support/project.js';

const sources = {
  'src/names.ts': `export enum Kind { Small = 'small', Large = 'large' }`,
  'src/parts/base.ts': `
import { Artifact, Field, Huldra } from '@huldra/core';
import { Kind } from '../names.js';

@Artifact()
export class Base extends Huldra<string> {
  @Field() kind: Kind = Kind.Small;
  create() { return 'base ' + this.kind; }
}`,
  'src/model.ts': `
import 'reflect-metadata';
import { Artifact, Field, Huldra } from '@huldra/core';
import { Base } from './parts/base.js';

class Keeper extends Huldra<unknown> {
  create(): unknown { return undefined; }
  fields() { return Object.keys(this); }
}

@Artifact()
export class Model extends Keeper {
  @Field(() => Base) base = Base.of();
  @Field({ optional: true }) note?: string;
  extra!: string;

  override async create() {
    const design = Reflect.getMetadata('design:type', Model.prototype, 'note');
    const line = new Error('here').stack?.match(/model.ts:(\\d+):/)?.[1];
    return [await this.base.loadOrCreate(), design === String, 'extra' in this, Number(line), process.pid !== Number(process.env.MAIN_PID)];
  }
}`,
  'main.mjs': `${runsTypeScript}
process.env.MAIN_PID = String(process.pid);
const { processPool } = await import('@huldra/core');
const { Model } = await import('./src/model.ts');
console.log(JSON.stringify(await Model.of().loadOrCreate({ executor: processPool({ workers: 1 }) })));
`,
};

test.each([
  ['useDefineForClassFields is on', { useDefineForClassFields: true }, true],
  ['useDefineForClassFields is off', { useDefineForClassFields: false }, false],
  ['the target is older than class fields', { target: 'ES2020' }, false],
  ['nothing is said', {}, true],
])(
  'workers run decorated TypeScript without a build, with metadata and right line numbers, when %s',
  async (_, options, defines) => {
    const project = makeProject('ts', {
      ...sources,
      'tsconfig.json': `// a comment\n${JSON.stringify({ compilerOptions: { experimentalDecorators: true, ...options } })}`,
    });
    expect(await project.json('main.mjs')).toEqual(['base small', true, defines, 19, true]);
  },
);

test('a package of CommonJS modules in TypeScript works as well', async () => {
  const { 'main.mjs': main, ...others } = sources;
  const project = makeProject('ts-commonjs', {
    ...others,
    'main.mjs': main,
    'package.json': '{ "name": "ts-commonjs" }',
  });
  expect(await project.json('main.mjs')).toEqual(['base small', true, true, 19, true]);
});
