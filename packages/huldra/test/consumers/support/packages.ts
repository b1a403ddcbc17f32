import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './run.js';

/** The root of this repository. */
export const repository = resolve(fileURLToPath(new URL('../../../../..', import.meta.url)));

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** A package as a registry has it. */
export interface PackedPackage {
  readonly manifest: Manifest;
  /** The path of its tarball. */
  readonly tarball: string;
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json')).toString('utf8')) as Manifest;
}

/** The folders of the packages that this repository publishes. */
export function publicPackages(): string[] {
  const packages = join(repository, 'packages');
  return readdirSync(packages)
    .map((name) => join(packages, name))
    .filter((folder) => readManifest(folder).private !== true);
}

/**
 * Packs the public packages as they would be published, and what they need at run time, peers included, as it is installed
 * here: everything that a consumer's package manager may ask for. Needs no network; the workspace must be built.
 */
export async function packAll(destination: string): Promise<PackedPackage[]> {
  mkdirSync(destination, { recursive: true });
  const own = publicPackages();
  const outside = installedFor(own);
  return Promise.all([
    ...own.map((folder) => packOwn(folder, join(destination, `own-${readManifest(folder).name.replace('/', '-')}`))),
    ...outside.map((folder, index) => packOutside(folder, join(destination, `outside-${index}.tgz`))),
  ]);
}

async function packOwn(folder: string, destination: string): Promise<PackedPackage> {
  mkdirSync(destination);
  const env = { PATH: process.env.PATH ?? '', HOME: destination };
  // pnpm's pack replaces `workspace:*` by the version; npm's does not.
  await run(join(repository, 'node_modules/.bin/pnpm'), ['pack', '--pack-destination', destination], {
    cwd: folder,
    env,
  });
  const [name = 'missing.tgz'] = readdirSync(destination).filter((file) => file.endsWith('.tgz'));
  const tarball = join(destination, name);
  const text = await run('tar', ['-xzOf', tarball, 'package/package.json'], { cwd: destination, env });
  return { manifest: JSON.parse(text) as Manifest, tarball };
}

/** tar, because `npm pack` takes a second each; package managers strip the first folder of a tarball whatever its name. */
async function packOutside(folder: string, tarball: string): Promise<PackedPackage> {
  const env = { PATH: process.env.PATH ?? '' };
  await run('tar', ['-czf', tarball, '-C', dirname(folder), folder.slice(dirname(folder).length + 1)], {
    cwd: folder,
    env,
  });
  return { manifest: readManifest(folder), tarball };
}

/** The real folders of all outside packages that these packages bring along, directly or not. */
function installedFor(folders: readonly string[]): string[] {
  const own = new Set(folders.map((folder) => readManifest(folder).name));
  const found = new Set<string>();
  const queue = [...folders];
  // The list grows while it is walked.
  for (const folder of queue) {
    const { dependencies, peerDependencies } = readManifest(folder);
    for (const name of Object.keys({ ...dependencies, ...peerDependencies })) {
      const dependency = own.has(name) ? undefined : locate(name, folder);
      if (dependency === undefined || found.has(dependency)) continue;
      found.add(dependency);
      queue.push(dependency);
    }
  }
  return [...found];
}

/** Where a package is installed for those who import it from `folder`; undefined where it is an optional peer that is not. */
function locate(name: string, folder: string): string | undefined {
  // Not of `name` itself: some packages are called like modules of Node, which are in no folder.
  const places = createRequire(join(folder, 'package.json')).resolve.paths('any-package') ?? [];
  const place = places.find((modules) => existsSync(join(modules, name)));
  return place === undefined ? undefined : realpathSync(join(place, name));
}
