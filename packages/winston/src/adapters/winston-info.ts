import { format } from 'node:util';
import { joined, shown } from '../text/shown.js';

/** The keys under which winston keeps what formats may have changed (triple-beam 1.4). */
const levelKey = Symbol.for('level');
const splatKey = Symbol.for('splat');

/** What winston hands to a transport: whatever the logger's formats made of it. */
export type Info = Readonly<Record<string | symbol, unknown>>;

/** What the record says elsewhere, or what formats add that would say it twice. */
const common = new Set([
  'level',
  'message',
  'timestamp',
  'ms',
  'label',
  'logger',
  'service',
  'stack',
  'cause',
  'splat',
]);

/** The level as it was logged; `info.level` may have been coloured. */
export function levelOf(info: Info): string {
  return String(info[levelKey] ?? info.level ?? 'info');
}

/** What the user calls the logger. */
export function loggerOf(info: Info): string {
  const name = [info.label, info.logger, info.service].find((value) => typeof value === 'string' && value !== '');
  return typeof name === 'string' ? name : 'winston';
}

/** The message with everything that was logged beside it: other fields, errors with their stacks and causes. No secrets. */
export function messageOf(info: Info): string {
  const splat = Array.isArray(info[splatKey]) ? (info[splatKey] as unknown[]) : [];
  const [first] = splat;
  const error = first instanceof Error ? first : undefined;
  const details = [error ?? stackOf(info), fieldsOf(info, error)].filter((detail) => detail !== undefined);
  return joined(interpolated(info.message, splat, error), details);
}

/** Without `format.splat()` nobody has put the values in. */
function interpolated(message: unknown, splat: readonly unknown[], error: Error | undefined): unknown {
  if (typeof message !== 'string') return message ?? '';
  if (splat.length > 0 && /%[sdifjoOc]/.test(message)) return format(message, ...splat);
  // winston has put the error's message at the end; the stack begins with it.
  const tail = error === undefined || error.message === '' ? undefined : ` ${error.message}`;
  return tail !== undefined && message.endsWith(tail) ? message.slice(0, -tail.length) : message;
}

function stackOf({ stack, cause }: Info): string | undefined {
  if (typeof stack !== 'string') return undefined;
  const causes = cause === undefined ? '' : `\n[cause]: ${shown(cause)}`;
  return `${stack}${causes}`;
}

function fieldsOf(info: Info, error: Error | undefined): Readonly<Record<string, unknown>> | undefined {
  const isOfError = (key: string): boolean => error !== undefined && Object.hasOwn(error, key);
  const fields = Object.entries(info).filter(([key]) => !common.has(key) && !isOfError(key));
  return fields.length === 0 ? undefined : Object.fromEntries(fields);
}
