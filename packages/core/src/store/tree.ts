import { hash } from 'node:crypto';
import * as fs from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { HuldraError } from '../errors/index.js';
import { type Durability, syncDirectory } from './files.js';
import { errnoOf, isMissing } from './storage-error.js';

/** One file or symbolic link of a sealed tree. */
export interface ManifestEntry {
  /** Relative to the tree, with `/` between the parts. */
  readonly path: string;
  /** In bytes; of a symbolic link, the length of its text. */
  readonly size: number;
}

/** What a sealed tree consists of. Directories count only through what they hold. */
export interface Manifest {
  /** How many entries there are. */
  readonly files: number;
  /** The sum of their sizes. */
  readonly bytes: number;
  /**
   * SHA-256 of the listing: one line `<size> <path>` for each entry in their order, followed for a symbolic link by
   * ` -> <its text>`, path and text as JSON strings, each line ended by a newline. Contents are not read.
   */
  readonly sha256: string;
  /** Sorted by the UTF-16 code units of their paths. */
  readonly entries: readonly ManifestEntry[];
}

interface Entry extends ManifestEntry {
  readonly link?: string;
}

const { O_RDONLY, O_NONBLOCK, O_NOFOLLOW } = fs.constants;

/**
 * Checks that a directory can be published as it is, makes it survive a power failure when `sync` is set, and lists it. Symbolic
 * links are listed and not followed.
 *
 * Throws a HuldraError (`UNPUBLISHABLE_FILE`) for a symbolic link that leaves the directory and for anything that is neither file,
 * directory nor link; system errors are thrown as they are.
 */
export function sealTree(dir: string, { sync }: Durability): Manifest {
  const root = fs.realpathSync(dir);
  const directories = [root];
  const entries: Entry[] = [];
  // The list grows while it is walked: no recursion, however deep the tree.
  for (const directory of directories) {
    for (const item of list(directory)) {
      const path = join(directory, item.name);
      if (item.isDirectory()) directories.push(path);
      else entries.push(sealEntry(root, path, item, sync));
    }
  }
  // Children before their parents: a directory that survives then never names a file that does not.
  if (sync) for (const directory of directories.reverse()) syncDirectory(directory);
  return manifestOf(entries);
}

function list(directory: string): fs.Dirent[] {
  try {
    return fs.readdirSync(directory, { withFileTypes: true });
  } catch (error) {
    throw isMissing(error) ? unpublishable(directory, vanished(directory), error) : error;
  }
}

function sealEntry(root: string, path: string, item: fs.Dirent, sync: boolean): Entry {
  const name = relative(root, path).split(sep).join('/');
  try {
    if (item.isFile()) return { path: name, size: sync ? syncFile(path) : fs.lstatSync(path).size };
    if (item.isSymbolicLink()) return sealLink(root, path, name);
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw unpublishable(path, vanished(item.name), error);
  }
  throw unpublishable(
    path,
    `is a ${kindOf(item)}. Remove it before create() returns, or put it outside of the directory`,
  );
}

function vanished(name: string): string {
  return name.includes('\uFFFD')
    ? 'has a name that is not UTF-8. Give it another'
    : 'vanished while the result was being sealed. Something is still writing: await it before create() returns';
}

/** Makes a file's content survive a power failure; answers its size, which saves a look of its own. */
function syncFile(path: string): number {
  const fd = fs.openSync(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW);
  try {
    fs.fsyncSync(fd);
    return fs.fstatSync(fd).size;
  } finally {
    fs.closeSync(fd);
  }
}

function sealLink(root: string, path: string, name: string): Entry {
  const link = fs.readlinkSync(path);
  const target = targetOf(path, link);
  if (target !== root && !target.startsWith(root + sep)) {
    throw unpublishable(
      path,
      `is a symbolic link that leaves the directory, to ${target}. Copy the file here, or remove the link`,
    );
  }
  return { path: name, size: Buffer.byteLength(link), link };
}

/** Where a link ends up. One that ends nowhere is judged by its own text; each link on its way is judged by itself. */
function targetOf(path: string, link: string): string {
  try {
    return fs.realpathSync(path);
  } catch (error) {
    if (!isMissing(error) && errnoOf(error) !== 'ELOOP') throw error;
    return resolve(path, '..', link);
  }
}

function kindOf(item: fs.Dirent): string {
  if (item.isFIFO()) return 'fifo';
  if (item.isSocket()) return 'socket';
  return item.isBlockDevice() || item.isCharacterDevice() ? 'device' : 'file of an unknown kind';
}

function unpublishable(path: string, complaint: string, cause?: unknown): HuldraError {
  return new HuldraError('UNPUBLISHABLE_FILE', `The result cannot be published: ${path} ${complaint}.`, {
    path,
    cause,
  });
}

function manifestOf(entries: Entry[]): Manifest {
  entries.sort((a, b) => (a.path < b.path ? -1 : 1));
  let listing = '';
  let bytes = 0;
  for (const { path, size, link } of entries) {
    listing += `${size} ${JSON.stringify(path)}${link === undefined ? '' : ` -> ${JSON.stringify(link)}`}\n`;
    bytes += size;
  }
  const plain = entries.map(({ path, size }) => ({ path, size }));
  return { files: entries.length, bytes, sha256: hash('sha256', listing), entries: plain };
}
