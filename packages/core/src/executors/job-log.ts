import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { inspect } from 'node:util';
import type { ArtifactRef, HuldraEvent } from '../events/index.js';

/** How much of a log is shown: enough for a person, and bounded. */
export const maxLogBytes = 1024 * 1024;

const maxLines = 2000;

/** The lines that were logged in the course of a job, for where no transport writes them to a file. */
export class JobLog {
  readonly #lines: string[] = [];

  hear(event: HuldraEvent): void {
    if (event.type !== 'log') return;
    const details = event.details.map((detail) => (typeof detail === 'string' ? detail : inspect(detail)));
    this.#lines.push([event.level, event.message, ...details].join(' '));
    if (this.#lines.length > maxLines) this.#lines.shift();
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  /** What a transport wrote to the artifact's `huldra.log`, else what was heard. */
  text({ log }: ArtifactRef): string {
    return readTail(log) ?? this.#lines.map((line) => `${line}\n`).join('');
  }
}

/** The last megabyte of a file, from the beginning of a line; undefined when it is not there or empty. */
export function readTail(path: string, maxBytes = maxLogBytes): string | undefined {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return undefined; // Not there, or not to be read: then it tells nothing.
  }
  try {
    return tailOf(file, maxBytes);
  } finally {
    closeSync(file);
  }
}

/** The same of an open file. */
export function tailOf(file: number, maxBytes = maxLogBytes): string | undefined {
  const { size } = fstatSync(file);
  if (size === 0) return undefined;
  const bytes = Buffer.alloc(Math.min(size, maxBytes));
  const length = readSync(file, bytes, 0, bytes.length, size - bytes.length);
  const text = bytes.toString('utf8', 0, length);
  return size > maxBytes ? text.slice(text.indexOf('\n') + 1) : text;
}
