import * as fs from 'node:fs';
import { processWide } from '../process-wide.js';

const { O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = fs.constants;
// Neither a link to somebody else's file nor a pipe that nobody reads is written to.
const flags = O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK;

/** As many files are kept open as are usually written to at the same time; the others are opened again. */
const openAtMost = 16;

interface OpenLog {
  readonly fd: number;
  /** How often it was written to since it was last looked at. */
  unseen: number;
  size: number;
  /** The disk was full in the middle of a record: the next one begins a line of its own. */
  isTorn: boolean;
}

/** The least recently used first. */
const openLogs = processWide('open-logs', () => new Map<string, OpenLog>());

/**
 * Appends text to a file, in one write: processes that write to the same file do not mix their lines, what was written survives a
 * crash of the process, and a slow disk makes the writer slow instead of its memory large. The file is made when it is not
 * there, its folder is not. Throws system errors. Returns about how large the file is, in bytes.
 */
export function append(path: string, text: string): number {
  const log = opened(path);
  write(log, text);
  if (turn.seen.has(log) && log.unseen < lookAfter) {
    log.unseen += 1;
    return log.size;
  }
  if (isUsable(log)) return log.size;
  // It was removed, perhaps with its folder; what goes there is lost, and takes disk space until it is closed.
  close(path);
  write(opened(path), text);
  return 0;
}

/** In one turn of the event loop a file is looked at once, and then after this many records: looking costs half a write. */
const lookAfter = 64;
const turn = { seen: new Set<OpenLog>() };

function isUsable(log: OpenLog): boolean {
  const { nlink, size } = fs.fstatSync(log.fd);
  log.unseen = 0;
  log.size = size;
  if (turn.seen.size === 0) setImmediate(() => turn.seen.clear()).unref();
  turn.seen.add(log);
  return nlink > 0;
}

function write(log: OpenLog, text: string): void {
  const whole = log.isTorn ? `\n${text}` : text;
  let written = 0;
  try {
    written = fs.writeSync(log.fd, whole);
    if (written < Buffer.byteLength(whole)) {
      const bytes = Buffer.from(whole);
      while (written < bytes.length) written += fs.writeSync(log.fd, bytes, written);
    }
    log.isTorn = false;
  } catch (error) {
    log.isTorn ||= written > 0;
    throw error;
  }
}

/** Closes a file until it is written to again. */
export function close(path: string): void {
  const log = openLogs.get(path);
  if (log === undefined) return;
  openLogs.delete(path);
  fs.closeSync(log.fd);
}

/** Whether `path` still names the file that is open: it may have been renamed, or removed and made anew. */
export function isStillThere(path: string): boolean {
  const log = openLogs.get(path);
  const there = fs.statSync(path, { throwIfNoEntry: false });
  if (log === undefined || there === undefined) return false;
  const { ino, dev } = fs.fstatSync(log.fd);
  return ino === there.ino && dev === there.dev;
}

function opened(path: string): OpenLog {
  const known = openLogs.get(path);
  if (known !== undefined) {
    if (openLogs.size > 1) {
      openLogs.delete(path);
      openLogs.set(path, known);
    }
    return known;
  }
  const log: OpenLog = { fd: fs.openSync(path, flags, 0o666), unseen: 0, size: 0, isTorn: false };
  openLogs.set(path, log);
  for (const oldest of openLogs.keys()) {
    if (openLogs.size <= openAtMost) break;
    close(oldest);
  }
  return log;
}
