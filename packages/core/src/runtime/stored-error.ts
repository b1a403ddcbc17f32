import { inspect } from 'node:util';
import { isError, messageOf } from '../errors/index.js';
import type { StoredError } from '../store/index.js';
import { redact, secretMark } from './secrets.js';

/*
 * Failures are recorded in small files that every waiter reads: with all of its causes, an error and the log before it must
 * stay below the size that such a file may have, even if JSON writes each character as `\u0000`.
 */
const maxCauses = 8;
const maxText = 4096;
const maxName = 200;

/** A text as it is written down: without secrets, and cut. Redaction comes first, for half a secret is one too. */
export function writable(text: unknown, limit: number): string {
  const whole = redact(typeof text === 'string' ? text : inspect(text));
  return whole.length > limit ? `${whole.slice(0, limit)}… (${whole.length} characters)` : whole;
}

/** An error as it is stored, with its causes and without secrets. */
export function storeError(error: unknown, causes = maxCauses): StoredError {
  if (!isError(error)) return { name: 'thrown value', message: writable(messageOf(error), maxText) };
  const { code } = error as { code?: unknown };
  return {
    name: writable(error.name, maxName),
    message: writable(error.message, maxText),
    ...(typeof code === 'string' ? { code: writable(code, maxName) } : {}),
    ...(error.stack === undefined ? {} : { stack: writable(error.stack, maxText) }),
    ...(error.cause === undefined || causes === 0 ? {} : { cause: storeError(error.cause, causes - 1) }),
  };
}

/** An error that listeners may show and write down: itself, or a copy without the secrets in its texts. */
export function harmlessError(error: unknown): unknown {
  const stored = storeError(error);
  return JSON.stringify(stored).includes(secretMark) ? restoreError(stored) : error;
}

/** An error of another process, as good as it can be made again: its name, message, stack, code and causes. */
export function restoreError(stored: StoredError): Error {
  const error = new Error(
    stored.message,
    stored.cause === undefined ? undefined : { cause: restoreError(stored.cause) },
  );
  error.name = stored.name;
  if (stored.stack !== undefined) error.stack = stored.stack;
  return stored.code === undefined ? error : Object.assign(error, { code: stored.code });
}
