import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { CorruptArtifactError } from '../errors/index.js';
import { errnoOf, isMissing, readingError } from './storage-error.js';

/*
 * Small files, synchronously: fs.promises is 25 to 40 times slower for them. System errors are thrown as they are, for the
 * caller knows what was attempted and for which artifact (`storageError`).
 */

/** Whether what is written must survive a power failure once the call has returned. */
export interface Durability {
  readonly sync: boolean;
}

interface NewFile extends Durability {
  /** The file's mode, below the umask. */
  readonly mode?: number;
}

const { O_RDONLY, O_WRONLY, O_CREAT, O_APPEND, O_NONBLOCK, O_DIRECTORY } = fs.constants;

/** Reused by every read of this thread: reads are synchronous, and the caller gets a copy. */
const scratch = Buffer.allocUnsafeSlow(64 * 1024);

/**
 * The whole file, or `undefined` when there is none. Always bytes: `readFileSync` with an encoding aborts the process when
 * close() fails. Throws CorruptArtifactError when the file is larger than `maxBytes`, StorageError when it cannot be read.
 */
export function readIfPresent(path: string, maxBytes: number): Buffer | undefined {
  let fd: number;
  try {
    // O_NONBLOCK: a fifo that was put in the place of the file must not hang the reader. It means nothing to a regular file.
    fd = fs.openSync(path, O_RDONLY | O_NONBLOCK);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw readingError(error, path);
  }
  let content: Buffer;
  try {
    content = readAll(fd, path, maxBytes);
  } catch (error) {
    closeQuietly(fd);
    if (errnoOf(error) === 'ESTALE') return undefined;
    throw readingError(error, path);
  }
  // Everything was read; and the descriptor is given back by the system even if close() complains.
  closeQuietly(fd);
  return content;
}

function readAll(fd: number, path: string, maxBytes: number): Buffer {
  let chunks: Buffer[] | undefined;
  let total = 0;
  let filled = 0;
  for (;;) {
    const count = fs.readSync(fd, scratch, filled, scratch.length - filled, -1);
    // Only 0 means the end: a file server may answer with less than was asked for.
    if (count === 0) break;
    total += count;
    if (total > maxBytes) throw tooLarge(path, maxBytes);
    filled += count;
    if (filled === scratch.length) {
      // Before more is read: what has no end, such as a device, would fill the memory up to the limit.
      if (chunks === undefined && !isFileUpTo(fd, maxBytes)) throw tooLarge(path, maxBytes);
      chunks ??= [];
      chunks.push(Buffer.from(scratch));
      filled = 0;
    }
  }
  const last = Buffer.from(scratch.subarray(0, filled));
  return chunks === undefined ? last : Buffer.concat([...chunks, last], total);
}

function isFileUpTo(fd: number, maxBytes: number): boolean {
  const stat = fs.fstatSync(fd);
  return stat.isFile() && stat.size <= maxBytes;
}

function tooLarge(path: string, maxBytes: number): CorruptArtifactError {
  return new CorruptArtifactError(
    `${path} is no file, or larger than the ${maxBytes} bytes that such a file may have: huldra did not write it so. ` +
      'Restore it, or invalidate the artifact so that it is computed again.',
    { path },
  );
}

/** Makes a file that must not exist yet (EEXIST otherwise). When that fails midway, no part of it is left. */
export function writeNew(path: string, data: string | Uint8Array, { sync, mode }: NewFile): void {
  const fd = fs.openSync(path, 'wx', mode ?? 0o666);
  try {
    try {
      writeAll(fd, data);
      if (sync) fs.fsyncSync(fd);
    } catch (error) {
      closeQuietly(fd);
      throw error;
    }
    // Network file systems report a full disk or quota here.
    fs.closeSync(fd);
  } catch (error) {
    removeAfterFailure(path);
    throw error;
  }
}

/** Writes everything at the file's position: a single write() may take only a part (a nearly full disk, a signal). */
function writeAll(fd: number, data: string | Uint8Array): void {
  const bytes = typeof data === 'string' ? Buffer.from(data) : data;
  for (let written = 0; written < bytes.length; ) {
    const count = fs.writeSync(fd, bytes, written, bytes.length - written);
    if (count === 0)
      throw Object.assign(new Error('EIO: i/o error, write took no bytes'), { code: 'EIO', syscall: 'write' });
    written += count;
  }
}

/**
 * Gives the file `existing` the second name `path`. False when that name is taken already; exactly one of several callers gets
 * true.
 */
export function linkExclusive(existing: string, path: string): boolean {
  try {
    fs.linkSync(existing, path);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    // On NFS the reply may be lost although the server made the link.
    if (isSameFile(existing, path)) return true;
    throw error;
  }
}

function isSameFile(left: string, right: string): boolean {
  try {
    const a = fs.lstatSync(left, { bigint: true });
    const b = fs.lstatSync(right, { bigint: true });
    return a.ino === b.ino && a.dev === b.dev;
  } catch {
    return false; // What cannot be looked at is not known to be the same; the caller throws the error that it has.
  }
}

/** Replaces `path` in one step: readers see the old content or the new, never a mixture. */
export function replaceFile(path: string, data: string | Uint8Array, { sync }: Durability): void {
  const temporary = temporaryBeside(path);
  writeNew(temporary, data, { sync });
  try {
    fs.renameSync(temporary, path);
  } catch (error) {
    removeAfterFailure(temporary);
    throw error;
  }
  if (sync) syncDirectory(dirname(path));
}

/** Makes the complete file `path` in one step, unless that name is taken: then nothing changes and the answer is false. */
export function publishFile(path: string, data: string | Uint8Array, { sync }: Durability): boolean {
  const temporary = temporaryBeside(path);
  writeNew(temporary, data, { sync });
  let published: boolean;
  try {
    // NFS may repeat a request whose reply was lost, and the repetition then finds our own link. Nobody else knows this file.
    published = linkExclusive(temporary, path) || isSameFile(temporary, path);
  } finally {
    removeAfterFailure(temporary);
  }
  if (published && sync) syncDirectory(dirname(path));
  return published;
}

/** Makes the names in a directory survive a power failure: fsync of a file does not cover its name. */
export function syncDirectory(path: string): void {
  if (process.platform === 'win32') return; // Directories cannot be opened there.
  const fd = fs.openSync(path, O_RDONLY | O_DIRECTORY);
  try {
    fs.fsyncSync(fd);
  } catch (error) {
    closeQuietly(fd);
    const code = errnoOf(error);
    // How some file systems say that they have no such operation; PostgreSQL passes over the same two.
    if (code === 'EINVAL' || code === 'EBADF') return;
    throw error;
  }
  fs.closeSync(fd);
}

/** How directories are made. */
export interface DirectoryOptions extends Durability {
  /** The mode that new directories get whatever the umask says, such as 0o2775 on a shared root. Without it the umask rules. */
  readonly mode?: number | undefined;
}

/** Makes a directory and those above it that are missing; with `sync` the new names survive a power failure. */
export function makeDirectories(path: string, { sync, mode }: DirectoryOptions): void {
  for (const made of makeMissing(resolve(path)).reverse()) {
    // mkdir(2) takes no setgid bit and applies the umask.
    if (mode !== undefined) setMode(made, mode);
    if (sync) syncDirectory(dirname(made));
  }
}

/**
 * What had to be made, the topmost first. Not by mkdir's own `recursive`: on a read-only file system it reports ENOENT, and below
 * /proc it never returns.
 */
function makeMissing(path: string): string[] {
  try {
    return makeLast(path);
  } catch (error) {
    const parent = dirname(path);
    if (errnoOf(error) !== 'ENOENT' || parent === path) throw error;
    return [...makeMissing(parent), ...makeLast(path)];
  }
}

/** One directory whose parent is there; nothing when it is there itself. */
function makeLast(path: string): string[] {
  try {
    fs.mkdirSync(path);
    return [path];
  } catch (error) {
    if (errnoOf(error) === 'EEXIST' && isDirectory(path)) return [];
    throw error;
  }
}

function isDirectory(path: string): boolean {
  return fs.statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function setMode(directory: string, mode: number): void {
  try {
    fs.chmodSync(directory, mode);
  } catch (error) {
    // Somebody else made it at the same moment, and sets its mode as well.
    if (errnoOf(error) !== 'EPERM') throw error;
  }
}

/**
 * Appends `text` as a line, in one write() that *begins* with the newline: whatever a torn line before it left behind ends there,
 * and this line stays readable.
 */
export function appendLine(path: string, text: string): void {
  appendText(path, `\n${text}`);
}

/** Appends to a file, in one write() as far as the system takes it in one; makes the file if it is not there. */
export function appendText(path: string, text: string): void {
  // O_NONBLOCK: a fifo that was put in the place of the file is an error then (ENXIO), instead of waiting for a reader for ever.
  const fd = fs.openSync(path, O_WRONLY | O_CREAT | O_APPEND | O_NONBLOCK, 0o666);
  try {
    writeAll(fd, text);
  } catch (error) {
    closeQuietly(fd);
    throw error;
  }
  fs.closeSync(fd);
}

function temporaryBeside(path: string): string {
  return join(dirname(path), `.tmp-${process.pid}-${randomUUID()}`);
}

/** Of files and copies in the making; of links, and of what is being removed. */
const temporaryName = /^\.tmp-(?:\d+-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?:link|trash)-[0-9a-f]{16})$/;

/** Whether a file or directory of this name is one of ours that a dying process may have left behind. */
export function isTemporaryName(name: string): boolean {
  return temporaryName.test(name);
}

/** The first error is the one that matters; the descriptor is given back by the system even if close() complains. */
function closeQuietly(fd: number): void {
  try {
    fs.closeSync(fd);
  } catch {
    return;
  }
}

/** A temporary file that cannot be removed harms nobody: no reader looks at it, and garbage collection knows its name. */
function removeAfterFailure(path: string): void {
  try {
    fs.unlinkSync(path);
  } catch {
    return;
  }
}
