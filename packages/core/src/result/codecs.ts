import { isDeepStrictEqual } from 'node:util';
import { DeclarationError, HuldraError, messageOf } from '../errors/index.js';
import type { ResultCodec, ResultOption } from '../metadata/index.js';
import { decode, encode } from '../values/index.js';

/** JSON that keeps Date, Map, Set, bigint, URL, bytes and typed arrays, NaN, infinities, -0 and undefined. */
const json: ResultCodec = {
  name: 'json',
  file: 'result.json',
  encode: (value) => `${JSON.stringify(encode(value, { keepUndefined: true }))}\n`,
  decode: (bytes) => decode(JSON.parse(Buffer.from(bytes).toString('utf8'))),
};

const bytes: ResultCodec = {
  name: 'bytes',
  file: 'result.bin',
  encode: (value) => {
    if (value instanceof Uint8Array) return value;
    throw new TypeError('the codec "bytes" stores a Uint8Array or a Buffer');
  },
  decode: (data) => new Uint8Array(data),
};

const text: ResultCodec = {
  name: 'text',
  file: 'result.txt',
  encode: (value) => {
    if (typeof value === 'string') return value;
    throw new TypeError('the codec "text" stores a string');
  },
  decode: (data) => Buffer.from(data).toString('utf8'),
};

const builtIn: Readonly<Record<string, ResultCodec>> = { json, bytes, text };

/** The codec that a class chose; JSON if it chose none. Throws `DeclarationError` for an unknown name or a malformed codec. */
export function codecOf(option: ResultOption | undefined, className: string): ResultCodec {
  const codec = typeof option === 'object' ? option : builtIn[option ?? 'json'];
  if (codec === undefined) {
    const message = `${className} wants its result stored by "${String(option)}", but there are: ${Object.keys(builtIn).join(', ')}, or a codec object.`;
    throw new DeclarationError(message, { artifact: className });
  }
  const isWhole =
    typeof codec.encode === 'function' && typeof codec.decode === 'function' && /^[\w.-]+$/.test(codec.name ?? '');
  if (!isWhole || !/^[\w-][\w.-]*$/.test(codec.file ?? '')) {
    const message = `the result codec of ${className} needs a name, a file name, encode and decode.`;
    throw new DeclarationError(message, { artifact: className });
  }
  return codec;
}

/**
 * The bytes to store for a value, after reading them back: what will be loaded equals what was returned, or the artifact is not
 * published. Throws a `HuldraError` with the code `RESULT_NOT_STORABLE`.
 */
export function encodeResult(codec: ResultCodec, value: unknown): Uint8Array {
  let difference: unknown;
  try {
    const encoded = codec.encode(value);
    const stored = typeof encoded === 'string' ? Buffer.from(encoded, 'utf8') : encoded;
    if (isSame(codec.decode(stored), value)) return stored;
  } catch (error) {
    difference = error;
  }
  const why = difference === undefined ? 'what it reads back differs from what was returned' : messageOf(difference);
  const instead = 'Return plain data, choose another result codec, or write files and add a load().';
  throw resultNotStorable(codec, why, instead, difference);
}

/** The error for a result that cannot be stored: why not, and what to do. */
export function resultNotStorable(codec: ResultCodec, why: string, instead: string, cause?: unknown): HuldraError {
  const message = `what create() returned cannot be stored by the codec "${codec.name}": ${why.replace(/\.$/, '')}. ${instead}`;
  return new HuldraError('RESULT_NOT_STORABLE', message, { cause });
}

function isSame(read: unknown, returned: unknown): boolean {
  if (read instanceof Uint8Array && returned instanceof Uint8Array) return Buffer.compare(read, returned) === 0;
  return isDeepStrictEqual(read, returned);
}
