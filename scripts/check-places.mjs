/**
 * Each outside library is touched in one file, so that its traps are tamed there and it can be replaced there.
 * A text search, because a library that is loaded through `createRequire(…)('name')` stands in no import graph.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from './setup.mjs';

const places = {
  'reflect-metadata': 'packages/core/src/metadata/reflect.ts',
  'class-transformer': 'packages/core/src/configuration/class-transformer.ts',
  'class-validator': 'packages/core/src/configuration/class-validator.ts',
  leven: 'packages/core/src/configuration/suggest.ts',
  lockfile: 'packages/core/src/store/exclusive-create.ts',
  '@swc/core': 'packages/core/src/executors/worker/typescript-hooks.mjs',
  'get-tsconfig': 'packages/core/src/executors/worker/typescript-hooks.mjs',
  dotenv: 'packages/core/src/settings/dotenv.ts',
  winston: 'packages/winston/src/adapters/configure-logging.ts',
  'winston-transport': 'packages/winston/src/adapters/transport.ts',
  'log-update': 'packages/winston/src/console/live-area.ts',
};

/** `from 'x'`, `import 'x'`, `import('x')`, `require('x')`, `createRequire(…)('x')`, and subpaths of x. */
const loads = (name) => new RegExp(`(?:\\bfrom|\\bimport|\\()\\s*(['"\`])${name}(?:/[^'"\`]*)?\\1`);
const metadataCall = /\bReflect\s*\.\s*\w*[mM]etadata\b/;

const rules = [
  ...Object.entries(places).map(([name, place]) => ({ what: `the package ${name}`, pattern: loads(name), place })),
  { what: 'Reflect.…Metadata', pattern: metadataCall, place: places['reflect-metadata'] },
];

const files = readdirSync(join(root, 'packages'))
  .map((name) => join(root, 'packages', name, 'src'))
  .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)))
  .filter((file) => /\.(?:ts|tsx|mjs|js)$/.test(file));

for (const file of files) {
  const text = readFileSync(file, 'utf8');
  const path = relative(root, file);
  for (const { what, pattern, place } of rules) {
    if (path === place || !pattern.test(text)) continue;
    const line = text.slice(0, text.search(pattern)).split('\n').length;
    console.error(`${path}:${line} touches ${what}, which belongs in ${place} alone`);
    process.exitCode = 1;
  }
}
