/**
 * `node scripts/bundle.mjs <package>`, the `prepack` of packages that are imported by every program: makes one file of their modules,
 * because importing 130 small ones takes three times as long (docs/decisions/008-one-file.md). In the workspace the modules are
 * used as tsc writes them.
 */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { root } from './setup.mjs';

const folder = join(root, 'packages', process.argv[2]);
const output = join(folder, 'bundle');
// What threads and processes of workers run, and Node's module hooks, are started by their own paths, beside the bundle as beside the modules.
const workers = {
  'heartbeat.worker': join(folder, 'src/store/heartbeat.worker.mjs'),
  'parent-watch.worker': join(folder, 'src/executors/worker/parent-watch.worker.mjs'),
  'worker-entry': join(folder, 'src/executors/worker/worker-entry.mjs'),
  'typescript-hooks': join(folder, 'src/executors/worker/typescript-hooks.mjs'),
};

rmSync(output, { recursive: true, force: true });
const bundle = await rolldown({
  input: {
    index: join(folder, 'src/index.ts'),
    ...Object.fromEntries(Object.entries(workers).filter(([, file]) => existsSync(file))),
  },
  platform: 'node',
  // Outside libraries stay outside: reflect-metadata, class-transformer and class-validator keep registries of their own.
  external: (id) => !id.startsWith('.') && !id.startsWith(folder),
});
await bundle.write({
  dir: output,
  format: 'esm',
  sourcemap: true,
  entryFileNames: ({ name }) => (name === 'index' ? 'index.js' : `${name}.mjs`),
  chunkFileNames: '[name].js',
});
