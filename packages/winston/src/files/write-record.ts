import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { settings } from '@huldra/core';
import { processWide } from '../process-wide.js';
import { append } from './append.js';
import { largestLog, rotate } from './rotate.js';

const complaints = processWide('log-complaints', () => new Set<string>());

/** The log of what is logged while no artifact is active. */
export function unscopedLog(): string {
  return join(settings().root, 'huldra.log');
}

/**
 * Appends text to the log of an artifact, or to the unscoped one if `log` is undefined or its folder is not there: folders of artifacts
 * are made by those who compute them. Never throws: that a log cannot be written is a warning, once, and no reason to lose a result.
 */
export function writeRecord(log: string | undefined, text: string): void {
  try {
    if (log !== undefined && appended(log, text)) return;
    writeUnscoped(text);
  } catch (error) {
    complain(error);
  }
}

/** The same where a log that does not exist is not worth making the root for. */
export function writeRecordIfRooted(log: string | undefined, text: string): void {
  try {
    if (log !== undefined || existsSync(settings().root)) writeRecord(log, text);
  } catch (error) {
    complain(error);
  }
}

function appended(log: string, text: string): boolean {
  try {
    append(log, text);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

function writeUnscoped(text: string): void {
  const log = unscopedLog();
  try {
    if (append(log, text) > largestLog) rotate(log);
  } catch (error) {
    if (!isMissing(error)) throw error;
    mkdirSync(dirname(log), { recursive: true, mode: settings().directoryMode });
    append(log, text);
  }
}

function isMissing(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

function complain(error: unknown): void {
  const { code = 'unknown', message = String(error) } = error as { code?: string; message?: string };
  if (complaints.has(code)) return;
  complaints.add(code);
  process.emitWarning(
    `a log could not be written: ${message}. Computations go on; later lines may be missing, too, and this is said once.`,
    'HuldraWarning',
  );
}
