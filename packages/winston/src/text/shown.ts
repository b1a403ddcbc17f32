import { inspect } from 'node:util';
import { redactLogged, redactLoggedValue } from '@huldra/core';

/** A value as a log shows it: texts as they are, errors with stack and causes, everything else as `util.inspect` does; no secrets. */
export function shown(value: unknown): string {
  try {
    const safe = redactLoggedValue(value);
    return typeof safe === 'string' ? safe : inspect(safe);
  } catch (error) {
    // A getter or a custom inspect of the user's may throw; a log must not.
    return `(cannot be shown: ${error instanceof Error ? error.message : 'its inspection threw'})`;
  }
}

/** A message and what was logged after it, on as many lines as they have. */
export function joined(message: unknown, details: readonly unknown[]): string {
  const text = typeof message === 'string' ? redactLogged(message) : shown(message);
  return details.length === 0 ? text : [text, ...details.map(shown)].join(' ');
}
