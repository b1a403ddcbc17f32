import { inspect } from 'node:util';
import { emit, type LogLevel } from '../events/index.js';
import { depth } from './active.js';
import type { ContextLog } from './contexts.js';
import type { Target } from './target.js';

const tailLines = 50;

/** The last lines that an attempt logged, kept for its failure record. */
export class LogTail {
  readonly #lines: string[] = [];

  push(line: string): void {
    this.#lines.push(line);
    if (this.#lines.length > tailLines) this.#lines.shift();
  }

  lines(redact: (text: string) => string): readonly string[] {
    return this.#lines.map(redact);
  }
}

export function contextLog(target: Target, tail?: LogTail): ContextLog {
  const log =
    (level: LogLevel) =>
    (message: string, ...details: unknown[]) => {
      emit({ type: 'log', reason: 'context', artifact: target.ref, depth: depth(), level, message, details });
      tail?.push(
        [level, message, ...details.map((detail) => (typeof detail === 'string' ? detail : inspect(detail)))].join(' '),
      );
    };
  return { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') };
}
