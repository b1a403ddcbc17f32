import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryRoot } from '@huldra/testing';
import { afterAll, expect, test } from '@jest/globals';
import type { Report } from './fixtures/harness.js';
import { build, readSources } from './support/compilers.js';
import { core, installed, link } from './support/consumer.js';
import { runForJson } from './support/run-node.js';

const workplace = temporaryRoot('copies');
afterAll(workplace.cleanup);

/** A real copy, as two versions of a dependency lead to; a link would be resolved to one and the same module. */
function copyCore(folder: string): void {
  for (const name of ['package.json', 'dist']) {
    cpSync(join(core, name), join(folder, 'node_modules/@huldra/core', name), { recursive: true });
  }
}

async function reportOfCopies(): Promise<Report> {
  const directory = workplace.path;
  const fixtures = fileURLToPath(new URL('./fixtures', import.meta.url));
  await build(
    { directory, name: 'copies', sources: readSources(fixtures, /^(?:copies\/|harness\.ts$)/) },
    { tool: 'swc', format: 'ESM', useDefineForClassFields: true },
  );
  for (const name of ['class-transformer', 'class-validator', 'leven', 'lockfile', 'reflect-metadata']) {
    link(installed(name), join(directory, 'node_modules', name));
  }
  copyCore(join(directory, 'dist/copies/one'));
  copyCore(join(directory, 'dist/copies/two'));
  // Metadata must be shared even where the package behind it is there twice as well.
  const metadata = join(directory, 'dist/copies/two/node_modules/reflect-metadata');
  cpSync(installed('reflect-metadata'), metadata, { recursive: true });
  const script = join(directory, 'dist/copies/main.js');
  return (await runForJson(script, { cwd: directory, root: join(directory, 'data') })) as Report;
}

const { failures } = await reportOfCopies();

test.each(Object.keys(failures))('%s', (sentence) => {
  expect(failures[sentence]).toBeNull();
});
