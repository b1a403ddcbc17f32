import { inspect } from 'node:util';
import { captureCaller, emit, isAnyoneListening, type LogLevel } from '../events/index.js';
import { depth } from './active.js';
import type { ContextLog } from './contexts.js';
import { redact, redactShown, rememberSecretsOnce } from './secrets.js';
import { writable } from './stored-error.js';
import type { Target } from './target.js';

const tailLines = 50;
const maxLine = 1000;

/** The last lines that an attempt logged, kept for its failure record. */
export class LogTail {
  readonly #lines: string[] = [];

  push(line: string): void {
    this.#lines.push(writable(line, maxLine));
    if (this.#lines.length > tailLines) this.#lines.shift();
  }

  get lines(): readonly string[] {
    return [...this.#lines];
  }
}

export function contextLog(target: Target, tail?: LogTail): ContextLog {
  const log = (level: LogLevel) => {
    const write = (message: string, ...rest: unknown[]): void => {
      const caller = isAnyoneListening() ? captureCaller(write) : () => undefined;
      // Listeners write down what they are told, so they are not told secrets: `load` may log some that nothing was computed with.
      rememberSecretsOnce(target);
      const text = redact(typeof message === 'string' ? message : inspect(message));
      const details = rest.map(redactShown);
      emit({
        type: 'log',
        reason: 'context',
        artifact: target.ref,
        depth: depth(),
        level,
        message: text,
        details,
        caller,
      });
      tail?.push(
        [level, text, ...details.map((detail) => (typeof detail === 'string' ? detail : inspect(detail)))].join(' '),
      );
    };
    return write;
  };
  return { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') };
}
