import { inspect, types } from 'node:util';

/** Whether a value is an Error, of this realm or another: under test runners, errors of `fs` are not `instanceof Error`. */
export function isError(value: unknown): value is Error {
  return value instanceof Error || types.isNativeError(value);
}

/** The message of whatever was thrown. */
export function messageOf(thrown: unknown): string {
  return isError(thrown) ? thrown.message : typeof thrown === 'string' ? thrown : inspect(thrown);
}
