import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const typescript = new URL('../../store/support/typescript.mjs', import.meta.url).href;

/** How a child process runs a fixture. */
export interface FixtureRun {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly args?: readonly string[];
  readonly nodeOptions?: readonly string[];
}

/** Runs a fixture to its end and returns what it printed, as JSON; throws when it failed or wrote to standard error. */
export function runFixture(name: string, { cwd, env, args = [], nodeOptions = [] }: FixtureRun): unknown {
  const file = fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));
  const all = [...nodeOptions, '--import', typescript, file, ...args];
  const { stdout, stderr, status, signal } = spawnSync(process.execPath, all, {
    cwd,
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  if (status !== 0 || stderr !== '') throw new Error(`${name} ended with ${status ?? signal}: ${stderr}`);
  return JSON.parse(stdout);
}
