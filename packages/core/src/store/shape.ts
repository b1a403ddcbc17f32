/*
 * Whether what was read from a record has the members that its readers rely on. A checksum proves only that nothing has changed
 * since somebody wrote it: another version, another program, or somebody's editor and a script.
 */

export type Shape = (value: unknown) => boolean;

export const text: Shape = (value) => typeof value === 'string';
export const flag: Shape = (value) => typeof value === 'boolean';
/** A whole number from 0. */
export const count: Shape = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
/** A whole number from 1. */
export const ordinal: Shape = (value) => Number.isSafeInteger(value) && (value as number) >= 1;
/** From 0, and not endless: JSON's `1e999` is. */
export const amount: Shape = (value) => Number.isFinite(value) && (value as number) >= 0;
/** Text that names a moment. */
export const time: Shape = (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value));
export const digest: Shape = (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);

export function optional(shape: Shape): Shape {
  return (value) => value === undefined || shape(value);
}

export function list(shape: Shape): Shape {
  return (value) => Array.isArray(value) && value.every(shape);
}

/** An object whose members all have the same shape, whatever their names. */
export function record(shape: Shape): Shape {
  return (value) => isObject(value) && Object.values(value).every(shape);
}

/** An object with these members; others do not matter. */
export function members(shapes: Readonly<Record<string, Shape>>): Shape {
  const wanted = Object.entries(shapes);
  return (value) => isObject(value) && wanted.every(([name, shape]) => shape(value[name]));
}

/** One of these words. */
export function word(words: readonly string[]): Shape {
  return (value) => typeof value === 'string' && words.includes(value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
