import { ConfigurationError } from '../errors/index.js';

/** Turns the text of an environment variable into a value, or says what it should have been. */
export type Parser<T> = (text: string) => T | { readonly expected: string };

const yes = new Set(['1', 'true', 'yes', 'on']);
const no = new Set(['0', 'false', 'no', 'off']);

export const boolean: Parser<boolean> = (text) => {
  const word = text.toLowerCase();
  if (yes.has(word)) return true;
  if (no.has(word)) return false;
  return { expected: '1, true, yes, on, 0, false, no or off' };
};

/** A finite number of seconds above zero; `orZero` also allows zero. */
export function secs({ orZero = false } = {}): Parser<number> {
  return (text) => {
    const value = /^\d+(\.\d+)?(e\d+)?$/i.test(text) ? Number(text) : Number.NaN;
    if (Number.isFinite(value) && (value > 0 || (orZero && value === 0))) return value;
    return { expected: orZero ? 'a number of seconds, 0 or more' : 'a number of seconds above 0' };
  };
}

export function oneOf<T extends string>(...words: readonly T[]): Parser<T> {
  return (text) => {
    const word = text.toLowerCase();
    return words.find((candidate) => candidate === word) ?? { expected: words.join(', ') };
  };
}

export const path: Parser<string> = (text) =>
  text.includes('\0') ? { expected: 'a path without NUL characters' } : text;

/** Class names or namespaces, separated by commas or blanks; or `ALL`. */
export const names: Parser<readonly string[]> = (text) => {
  const list = text.split(/[\s,]+/).filter((name) => name !== '');
  return list.every((name) => /^[\w$.@/-]+$/.test(name))
    ? list
    : { expected: 'class names separated by commas, or ALL' };
};

/** Parses the variable called `name`; an empty text counts as not set. */
export function parseVariable<T>(name: string, text: string | undefined, parser: Parser<T>): T | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  const value = parser(text.trim());
  if (typeof value === 'object' && value !== null && 'expected' in value) {
    throw new ConfigurationError(
      `${name} is ${JSON.stringify(text)}, but should be ${value.expected}. Correct it or unset it.`,
      {
        path: name,
      },
    );
  }
  return value;
}
