import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** The package whose code runs. */
export interface ProjectPackage {
  readonly name: string;
  readonly version?: string | undefined;
}

/** The exact versions of everything installed, by the digest of the file that lists them. */
export interface Lockfile {
  /** File name, such as `pnpm-lock.yaml`. */
  readonly name: string;
  /** `sha256:<hex>` of the file's bytes. */
  readonly digest: string;
}

export interface Project {
  readonly package?: ProjectPackage | undefined;
  readonly lockfile?: Lockfile | undefined;
}

const lockfiles = ['pnpm-lock.yaml', 'package-lock.json', 'yarn.lock', 'bun.lock'] as const;
const largestManifest = 1_000_000;
const largestLockfile = 100_000_000;

/** The bytes of a regular file (reading a fifo would never end), or undefined if there is none of at most `limit` bytes. */
function readRegularFile(path: string, limit: number): Buffer | undefined {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    return found?.isFile() === true && found.size <= limit ? readFileSync(path) : undefined;
  } catch {
    // Not ours to read.
    return undefined;
  }
}

function readPackage(directory: string): ProjectPackage | undefined {
  const bytes = readRegularFile(join(directory, 'package.json'), largestManifest);
  if (bytes === undefined) return undefined;
  try {
    const manifest: unknown = JSON.parse(bytes.toString('utf8'));
    if (typeof manifest !== 'object' || manifest === null || !('name' in manifest)) return undefined;
    const version = 'version' in manifest && typeof manifest.version === 'string' ? manifest.version : undefined;
    return typeof manifest.name === 'string' && manifest.name !== '' ? { name: manifest.name, version } : undefined;
  } catch {
    // Not JSON: it names no package, and a directory above may.
    return undefined;
  }
}

function readLockfile(directory: string): Lockfile | undefined {
  for (const name of lockfiles) {
    const bytes = readRegularFile(join(directory, name), largestLockfile);
    if (bytes !== undefined) return { name, digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}` };
  }
  return undefined;
}

/** What `look` finds in the nearest directory at or above `directory`. */
function nearest<T>(directory: string, look: (directory: string) => T | undefined): T | undefined {
  const parent = dirname(directory);
  return look(directory) ?? (parent === directory ? undefined : nearest(parent, look));
}

/**
 * The package and the lockfile of the code that runs: those above the entry script, unless that is a tool installed below
 * `node_modules` (a test runner, `huldra worker`), which runs the code of the directory it was started in. A package.json without
 * a name, such as a bare `{"type": "module"}`, is passed over.
 */
export function findProject(entry: string | undefined, cwd: string | undefined): Project {
  const isTool = entry === undefined || entry.split(/[\\/]/).includes('node_modules');
  const start = isTool ? cwd : dirname(entry);
  if (start === undefined || basename(start) === 'node_modules') return {};
  return { package: nearest(start, readPackage), lockfile: nearest(start, readLockfile) };
}
