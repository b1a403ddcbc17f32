import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { close, isStillThere } from './append.js';

/** The log of everything that belongs to no artifact grows to this size, in bytes, before it gets a successor. */
export const largestLog = 16 * 1024 * 1024;

/** How many predecessors are kept. */
export const keptLogs = 4;

/**
 * Gives the log at `path` the time as its name, `huldra.2026-11-26T15-12-03-123Z.log`, and removes the oldest beyond `kept`: by one
 * rename, so that no line is lost whichever processes write and rotate at the same time. Throws system errors.
 */
export function rotate(path: string, kept = keptLogs, now = new Date()): void {
  // Another process may have done it: then the small new file is the one to write to.
  if (isStillThere(path)) {
    const target = rotatedPath(path, now);
    if (!existsSync(target)) renameSync(path, target);
  }
  close(path);
  const folder = dirname(path);
  const stem = basename(path, '.log');
  const old = readdirSync(folder).filter((name) => name.startsWith(`${stem}.2`) && name.endsWith('.log'));
  // Names sort by time.
  for (const name of old.sort().slice(0, -kept)) rmSync(join(folder, name), { force: true });
}

function rotatedPath(path: string, now: Date): string {
  const time = now.toISOString().replaceAll(/[:.]/g, '-');
  return join(dirname(path), `${basename(path, '.log')}.${time}.log`);
}
