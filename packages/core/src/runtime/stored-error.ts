import { inspect } from 'node:util';
import { isError } from '../errors/index.js';
import type { StoredError } from '../store/index.js';

const maxCauses = 8;
const maxText = 16 * 1024;

/** An error as it is stored, with its causes; `redact` is applied to every text. */
export function storeError(error: unknown, redact: (text: string) => string, causes = maxCauses): StoredError {
  const short = (text: string) =>
    redact(text.length > maxText ? `${text.slice(0, maxText)}… (${text.length} characters)` : text);
  if (!isError(error)) return { name: 'thrown value', message: short(inspect(error)) };
  const { code } = error as { code?: unknown };
  return {
    name: error.name,
    message: short(error.message),
    ...(typeof code === 'string' ? { code } : {}),
    ...(error.stack === undefined ? {} : { stack: short(error.stack) }),
    ...(error.cause === undefined || causes === 0 ? {} : { cause: storeError(error.cause, redact, causes - 1) }),
  };
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
