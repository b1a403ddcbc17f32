import { decode, encode } from '../values/index.js';

/** A number as text of JSON, which has no NaN and no infinities: those are tagged, `{"$number":"NaN"}`. */
export function numberText(value: number): string {
  return Number.isFinite(value) ? String(value) : JSON.stringify(encode(value));
}

/** The number that `numberText` wrote; undefined for anything else. */
export function restoreNumber(stored: unknown): number | undefined {
  if (typeof stored === 'number') return stored;
  try {
    const value = decode(stored as Parameters<typeof decode>[0]);
    return typeof value === 'number' ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Whatever untyped code passes as a number: a metric is worth no failure. What is no number becomes NaN. */
export function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'bigint' || typeof value === 'string' ? Number(value) : Number.NaN;
}
