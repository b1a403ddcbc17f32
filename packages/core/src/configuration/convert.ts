import type { TypeReference } from '../metadata/index.js';

const isoDate = /^(\d{4}-\d\d-\d\d)(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/;

/** A text as JSON and YAML write dates. Without a zone it would mean another moment on every machine: then it is no date. */
function parseDate(text: string): Date | undefined {
  const day = isoDate.exec(text)?.[1];
  if (day === undefined || Number.isNaN(Date.parse(text))) return undefined;
  // V8 takes the 30th of February for the 1st or 2nd of March.
  return new Date(day).toISOString().startsWith(day) ? new Date(text) : undefined;
}

/** Texts and numbers as what their field is declared to hold, where they have exactly one meaning as such. */
export function convert(types: readonly TypeReference[], value: unknown): unknown {
  if (typeof value === 'string') {
    if (types.includes(Date)) return parseDate(value) ?? value;
    if (types.includes(URL) && URL.canParse(value)) return new URL(value);
    if (types.includes(BigInt) && /^-?\d+$/.test(value)) return BigInt(value);
  }
  return types.includes(BigInt) && Number.isSafeInteger(value) ? BigInt(value as number) : value;
}

const booleans: ReadonlyMap<unknown, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

/**
 * Scalars as class-transformer's `@Type(() => Number)` is used for, but without its guesses: it makes NaN of "abc", and true
 * of "false".
 */
export function convertScalar(types: readonly TypeReference[], value: unknown): unknown {
  if (typeof value === 'string') {
    if (types.includes(Boolean)) return booleans.get(value) ?? value;
    const isNumber = value.trim() !== '' && Number.isFinite(Number(value));
    return types.includes(Number) && isNumber ? Number(value) : value;
  }
  const isPrintable = typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint';
  return types.includes(String) && isPrintable ? String(value) : value;
}
