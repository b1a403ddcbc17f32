import { Buffer } from 'node:buffer';
import { URL } from 'node:url';
import { binaryFrom } from './binary.js';
import { isPlainObject } from './value-kind.js';

/** What the content of a tag stands for, or why it stands for nothing. */
export type Decoded = { readonly value: unknown } | { readonly problem: string };

const numbers: ReadonlyMap<unknown, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
  ['-0', -0],
]);

function shown(content: unknown): string {
  const text = JSON.stringify(content) ?? typeof content;
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function decodeNumber(content: unknown): Decoded {
  const value = numbers.get(content);
  return value === undefined ? { problem: `${shown(content)} needs no tag or is no number` } : { value };
}

function decodeBigint(content: unknown): Decoded {
  if (typeof content !== 'string' || !/^(?:0|-?[1-9]\d*)$/.test(content)) {
    return { problem: `${shown(content)} is no integer in decimal digits` };
  }
  return { value: BigInt(content) };
}

function decodeDate(content: unknown): Decoded {
  const value = new Date(typeof content === 'string' ? content : Number.NaN);
  // Dates that are written otherwise than `toISOString` does were not written by `encode`.
  const isExact = !Number.isNaN(value.getTime()) && value.toISOString() === content;
  return isExact ? { value } : { problem: `${shown(content)} is no date in ISO form` };
}

function decodeBytes(content: unknown): Decoded {
  if (!isPlainObject(content)) return { problem: `${shown(content)} is no object` };
  const { type, base64, ...others } = content;
  if (typeof type !== 'string' || typeof base64 !== 'string' || Object.keys(others).length > 0) {
    return { problem: `it needs "type" and "base64", both strings, and nothing else` };
  }
  const bytes = Buffer.from(base64, 'base64');
  // Node skips what is no base64; encoding again shows whether anything was skipped.
  if (bytes.toString('base64') !== base64) return { problem: 'its "base64" is malformed' };
  return binaryFrom({ type, bytes });
}

function decodeUrl(content: unknown): Decoded {
  const isExact = typeof content === 'string' && URL.canParse(content) && new URL(content).href === content;
  return isExact ? { value: new URL(content) } : { problem: `${shown(content)} is no normalised URL` };
}

function decodeUndefined(content: unknown): Decoded {
  return content === true ? { value: undefined } : { problem: `its content is ${shown(content)} and not true` };
}

/** The tags whose content holds no further values. */
export const scalarTags: ReadonlyMap<string, (content: unknown) => Decoded> = new Map([
  ['$number', decodeNumber],
  ['$bigint', decodeBigint],
  ['$date', decodeDate],
  ['$bytes', decodeBytes],
  ['$url', decodeUrl],
  ['$undefined', decodeUndefined],
]);
