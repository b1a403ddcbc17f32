import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Settings } from '@huldra/core';

const hooks = new URL('../../store/support/typescript.mjs', import.meta.url).href;

export interface Shown {
  readonly settings?: Settings;
  readonly warnings?: readonly string[];
  /** What OTHER_VARIABLE is. */
  readonly other?: string;
  readonly error?: { readonly name: string; readonly message: string; readonly code: string };
}

/** The settings of a real process that was started in a directory, with these HULDRA_ variables and no others. */
export function settingsOfProcess(cwd: string, env: NodeJS.ProcessEnv = {}): Shown {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('HULDRA_'));
  const fixture = fileURLToPath(new URL('../fixtures/show-settings.ts', import.meta.url));
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--import', hooks, fixture], {
    cwd,
    env: { ...Object.fromEntries(inherited), ...env },
    encoding: 'utf8',
  });
  if (status !== 0 || stderr !== '') throw new Error(`the process ended with ${status}: ${stderr}`);
  return JSON.parse(stdout) as Shown;
}
