import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryRoot } from '@huldra/testing';
import { packAll, repository } from './packages.js';
import { type Registry, startRegistry } from './registry.js';
import { run } from './run.js';

/** Nobody listens on the port of the discard protocol. */
const nowhere = 'http://127.0.0.1:9';

/** A user's machine: a home, a registry to install from, and room for projects. */
export interface Machine {
  /** A new folder for a project, below one with a space in its name, with these files in it by their relative paths. */
  project(name: string, files: Readonly<Record<string, string>>): Project;
  cleanup(): Promise<void>;
}

/** Packs the public packages and offers them for installation. */
export async function startMachine(): Promise<Machine> {
  const folder = temporaryRoot('consumers');
  const packages = await packAll(join(folder.path, 'packed'));
  const registry = await startRegistry(packages);
  const projects = join(folder.path, 'my projects');
  const env = environment(folder.path, registry);
  return {
    project: (name, files) => new Project(join(projects, name), env, files),
    async cleanup() {
      await registry.close();
      folder.cleanup();
    },
  };
}

function environment(folder: string, { url }: Registry): Readonly<Record<string, string>> {
  const home = join(folder, 'home');
  mkdirSync(home);
  // In the file, because npm and pnpm do not agree on names of variables.
  writeFileSync(join(home, '.npmrc'), `registry=${url}\naudit=false\nfund=false\nupdate-notifier=false\n`);
  return {
    // `tsc` and `pnpm` are this repository's; whatever else is called is the system's.
    PATH: `${join(repository, 'node_modules/.bin')}:${process.env.PATH ?? ''}`,
    HOME: home,
    CI: 'true',
    HULDRA_FSYNC: 'false',
    // Whoever asks another registry after all gets nowhere, also on a machine that has a network.
    HTTP_PROXY: nowhere,
    HTTPS_PROXY: nowhere,
    NO_PROXY: '127.0.0.1',
  };
}

export class Project {
  readonly folder: string;
  readonly #env: Readonly<Record<string, string>>;

  constructor(folder: string, env: Readonly<Record<string, string>>, files: Readonly<Record<string, string>>) {
    this.folder = folder;
    this.#env = env;
    for (const [name, text] of Object.entries(files)) {
      const path = join(folder, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
  }

  /** Runs a command in the project; resolves to what a terminal would show. */
  run(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
    return run(command, args, { cwd: this.folder, env: { ...this.#env, ...env } });
  }

  /** Node's types, which the compiler wants; linked, because they are not what is tested. */
  linkNodeTypes(): void {
    const path = join(this.folder, 'node_modules/@types/node');
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(realpathSync(join(repository, 'node_modules/@types/node')), path);
  }
}

/** A `tsconfig.json` of a user who is strict, libraries included. */
export function tsconfig(options: Readonly<Record<string, unknown>>): string {
  const compilerOptions = {
    rootDir: 'src',
    outDir: 'dist',
    target: 'es2022',
    types: ['node'],
    strict: true,
    ...options,
  };
  return JSON.stringify({ compilerOptions, include: ['src'] });
}
