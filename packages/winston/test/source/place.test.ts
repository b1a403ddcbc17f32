import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { temporaryRoot } from '@huldra/testing';
import { afterAll, expect, test } from '@jest/globals';
import { transformSync } from '@swc/core';

const temporary = temporaryRoot('places');
afterAll(temporary.cleanup);

const core = pathToFileURL(join(process.cwd(), 'packages/core/dist/index.js')).href;
const winston = pathToFileURL(join(process.cwd(), 'packages/winston/dist/index.js')).href;

/** Line 9 of the source logs; what the compiler makes of it has other lines. */
const source = `
interface Longer {
  readonly than: string;
  readonly the: number;
}

import { captureConsole, fileSink } from '${winston}';
import { configure } from '${core}';
configure({ root: process.argv[2] as string }); fileSink(); captureConsole(); console.log('here');
`;

/** Compiles and runs the source in a folder of its own. Returns the record. */
function logged(name: string, sourceMaps: boolean | 'inline', ...nodeOptions: readonly string[]): string {
  const folder = join(temporary.path, name);
  mkdirSync(join(folder, 'src'), { recursive: true });
  mkdirSync(join(folder, 'dist'));
  const { code, map } = transformSync(source, {
    sourceMaps,
    filename: join(folder, 'src/main.ts'),
    sourceFileName: '../src/main.ts',
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'es6' },
  });
  writeFileSync(join(folder, 'src/main.ts'), source);
  writeFileSync(join(folder, 'dist/main.mjs'), map === undefined ? code : `${code}//# sourceMappingURL=main.mjs.map\n`);
  if (map !== undefined) writeFileSync(join(folder, 'dist/main.mjs.map'), map);
  const args = [...nodeOptions, join(folder, 'dist/main.mjs'), join(folder, 'root')];
  const { stderr, stdout } = spawnSync(process.execPath, [...args], { cwd: folder, encoding: 'utf8' });
  expect([stderr, stdout]).toEqual(['', 'here\n']);
  return readFileSync(join(folder, 'root', 'huldra.log'), 'utf8');
}

test.each([
  ['a source map beside the file', true],
  ['a source map in the file', 'inline'],
] as const)('the place is that of the source that was written, by %s', (name, sourceMaps) => {
  expect(logged(name.replaceAll(' ', '-'), sourceMaps)).toMatch(/ console src\/main\.ts:9 here\n$/);
});

test('the place is right when Node honours source maps as well', () => {
  expect(logged('enabled', true, '--enable-source-maps')).toMatch(/ console src\/main\.ts:9 here\n$/);
});

test('without a source map it is the place in the file that runs', () => {
  expect(logged('without', false)).toMatch(/ console dist\/main\.mjs:\d+ here\n$/);
});
