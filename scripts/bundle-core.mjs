/**
 * core's `prepack`: makes one file of its modules, because importing 130 small ones takes three times as long
 * (docs/decisions/008-one-file.md). In the workspace the modules are used as tsc writes them.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { root } from './setup.mjs';

const core = join(root, 'packages', 'core');
const output = join(core, 'bundle');

rmSync(output, { recursive: true, force: true });
const bundle = await rolldown({
  input: {
    index: join(core, 'src/index.ts'),
    // A worker thread's code is started by its own path, beside the bundle as beside the modules.
    'heartbeat.worker': join(core, 'src/store/heartbeat.worker.mjs'),
    'parent-watch.worker': join(core, 'src/executors/worker/parent-watch.worker.mjs'),
    // So is that of worker processes, and of Node's module hooks.
    'worker-entry': join(core, 'src/executors/worker/worker-entry.mjs'),
    'typescript-hooks': join(core, 'src/executors/worker/typescript-hooks.mjs'),
  },
  platform: 'node',
  // Outside libraries stay outside: reflect-metadata, class-transformer and class-validator keep registries of their own.
  external: (id) => !id.startsWith('.') && !id.startsWith(core),
});
await bundle.write({
  dir: output,
  format: 'esm',
  sourcemap: true,
  entryFileNames: ({ name }) => (name === 'index' ? 'index.js' : `${name}.mjs`),
  chunkFileNames: '[name].js',
});
