import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of `@huldra/core` itself; child processes use what is built in its `dist`. */
export const core = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');

/** Makes what is installed for core's own tests installed for everything below `directory`, the built core included. */
export function installCore(directory: string): void {
  link(core, join(directory, 'node_modules/@huldra/core'));
  for (const name of ['class-transformer', 'class-validator', '@types/node']) {
    link(installed(name), join(directory, 'node_modules', name));
  }
}

/** Where a dependency of core really lies. */
export function installed(name: string): string {
  return realpathSync(join(core, 'node_modules', name));
}

export function link(target: string, path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path);
}

/** Writes files under a directory, by their relative paths. */
export function writeFiles(directory: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    const path = join(directory, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}
