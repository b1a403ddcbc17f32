import { isDeepStrictEqual } from 'node:util';
import { ConfigurationError } from '../errors/index.js';

/** What a setting may be, as the text of an environment variable and as a value given in code. */
export interface Parser<T> {
  /** Completes "should be …" for texts. */
  readonly text: string;
  /** Completes "should be …" for values. */
  readonly value: string;
  /** Undefined when the text makes no sense. */
  parse(text: string): T | undefined;
}

const yes = new Set(['1', 'true', 'yes', 'on']);
const no = new Set(['0', 'false', 'no', 'off']);

export const boolean: Parser<boolean> = {
  text: '1, true, yes, on, 0, false, no or off',
  value: 'true or false',
  parse(text) {
    const word = text.toLowerCase();
    if (yes.has(word)) return true;
    return no.has(word) ? false : undefined;
  },
};

/** A finite number of seconds above zero; `orZero` also allows zero. */
export function secs({ orZero = false } = {}): Parser<number> {
  const expected = orZero ? 'a number of seconds, 0 or more' : 'a number of seconds above 0';
  return {
    text: expected,
    value: expected,
    parse(text) {
      const value = /^(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
      return Number.isFinite(value) && (value > 0 || (orZero && value === 0)) ? value : undefined;
    },
  };
}

export function oneOf<T extends string>(...words: readonly T[]): Parser<T> {
  const expected = `one of ${words.join(', ')}`;
  return { text: expected, value: expected, parse: (text) => words.find((word) => word === text.toLowerCase()) };
}

export const path: Parser<string> = {
  text: 'a path',
  value: 'a path',
  parse: (text) => (text.trim() === '' || text.includes('\0') ? undefined : text),
};

/** Class names or namespaces, separated by commas or blanks; or `ALL`. */
export const names: Parser<readonly string[]> = {
  text: 'class names separated by commas, or ALL',
  value: 'an array of class names or namespaces, or of ALL',
  parse(text) {
    const list = text.split(/[\s,]+/).filter((name) => name !== '');
    return list.every((name) => /^[\w$.@/-]+$/.test(name)) ? list : undefined;
  },
};

export const mode: Parser<number> = {
  text: 'an octal mode such as 2775',
  value: 'a mode such as 0o2775',
  parse: (text) => (/^(?:0o?)?[0-7]{3,4}$/.test(text) ? Number.parseInt(text.replace(/^0o/, ''), 8) : undefined),
};

/** Parses the environment variable called `name`; an empty text counts as not set. */
export function parseVariable<T>(name: string, text: string | undefined, parser: Parser<T>): T | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  const value = parser.parse(text.trim());
  if (value !== undefined) return value;
  throw new ConfigurationError(
    `${name} is ${JSON.stringify(text)}, but should be ${parser.text}. Correct it or unset it.`,
    { path: name },
  );
}

/** Throws unless `value` is one that a text could have meant: so code and environment take the same values. */
export function checkValue<T>(key: string, value: unknown, parser: Parser<T>): asserts value is T {
  if (isDeepStrictEqual(parser.parse(textOf(value, parser)), value)) return;
  const shown = typeof value === 'string' ? JSON.stringify(value) : String(value);
  throw new ConfigurationError(`configure({ ${key} }) was given ${shown}, but it should be ${parser.value}.`, {
    path: key,
  });
}

function textOf(value: unknown, parser: Parser<unknown>): string {
  if (parser === mode && typeof value === 'number') return value.toString(8);
  return Array.isArray(value) ? value.join(',') : String(value);
}
