import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { temporaryRoot } from '@huldra/testing';
import { afterAll } from '@jest/globals';
import { core, installCore, installed, link, writeFiles } from '../../conformance/support/consumer.js';
import { type Ended, runNode } from '../../conformance/support/run-node.js';

/** A user's project on disk, with the built core installed. */
export interface Project {
  readonly directory: string;
  /** Where its results go. */
  readonly root: string;
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ended>;
  /** The JSON that a script prints. */
  json(script: string, env?: Readonly<Record<string, string>>): Promise<unknown>;
}

/** Lets a script import TypeScript by itself, without a flag that its workers would inherit. */
export const runsTypeScript = `
import { register } from 'node:module';
register(${JSON.stringify(pathToFileURL(join(core, 'dist/executors/worker/typescript-hooks.mjs')).href)});
`;

const cleanups: (() => void)[] = [];
afterAll(() => {
  for (const cleanup of cleanups) cleanup();
});

/** Makes a project with these files; it is removed when the tests of the file have ended. */
export function makeProject(label: string, files: Readonly<Record<string, string>>): Project {
  const { path: directory, cleanup } = temporaryRoot(label);
  cleanups.push(cleanup);
  installCore(directory);
  link(installed('reflect-metadata'), join(directory, 'node_modules/reflect-metadata'));
  link(realpathSync(dirname(installed('@swc/core'))), join(directory, 'node_modules/@swc'));
  writeFiles(directory, { 'package.json': JSON.stringify({ name: label, type: 'module' }), ...files });
  const root = join(directory, 'data');
  const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> =>
    runNode(args, { cwd: directory, root, env: { NODE_EXTRA_CA_CERTS: '', ...env } });
  return {
    directory,
    root,
    run,
    async json(script, env) {
      const { code, stdout, stderr } = await run([script], env);
      if (code !== 0) throw new Error(`${script} ended with code ${code}:\n${stderr}${stdout}`);
      return JSON.parse(stdout) as unknown;
    },
  };
}
