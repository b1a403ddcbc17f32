import { Buffer } from 'node:buffer';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { lookalikes } from './lookalikes.js';

/** Code units of all kinds: lone surrogates, control characters, and `$` at the front more often than chance would have it. */
const text = fc.oneof(
  fc.string({ maxLength: 4 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 4 }).map((units) => String.fromCharCode(...units)),
  fc.constantFrom('$', '$date', '$$date', '$set', 'a', 'b', '10', '9', '\u{1f600}', '\uff5e', '"', '\\', '\u2028'),
);

const key = text.filter((name) => !['__proto__', 'constructor', 'prototype'].includes(name));

const binary = fc.uint8Array({ maxLength: 3 }).chain((bytes) => {
  const wide = new Uint8Array(
    new Uint8Array(8 * bytes.length).map((_, index) => (bytes[index % bytes.length] ?? 0) ^ index),
  );
  return fc.constantFrom<unknown>(
    bytes,
    Buffer.from(bytes),
    new Int8Array(bytes),
    new Uint8ClampedArray(bytes),
    bytes.slice().buffer,
    new Int16Array(wide.buffer),
    new Uint16Array(wide.buffer),
    new Int32Array(wide.buffer),
    new Uint32Array(wide.buffer),
    new Float32Array(bytes),
    new Float64Array(bytes),
    new BigInt64Array(wide.buffer),
    new BigUint64Array(wide.buffer),
  );
});

const leaf = fc.oneof(
  { arbitrary: fc.constantFrom(...lookalikes).map((make) => make()), weight: 6 },
  { arbitrary: text, weight: 2 },
  fc.double(),
  fc.integer({ min: -2, max: 2 }),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }),
  fc.date({ noInvalidDate: true }),
  fc.webUrl().map((href) => new URL(href)),
  binary,
);

/** Any value that has an identity. With `keepsUndefined` also `undefined` where only results may hold it. */
export function arbitraryValue(keepsUndefined = false): fc.Arbitrary<unknown> {
  const element = keepsUndefined ? fc.oneof({ arbitrary: leaf, weight: 9 }, fc.constant(undefined)) : leaf;
  const { value } = fc.letrec<{ value: unknown }>((tie) => {
    const member = fc.oneof({ arbitrary: tie('value'), weight: 5 }, fc.constant(undefined));
    // fast-check makes objects with a null prototype too.
    return {
      value: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        element,
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(key, member, { maxKeys: 4 }),
        fc.array(tie('value'), { maxLength: 4 }).map((items) => new Set(items)),
        fc
          .uniqueArray(fc.tuple(tie('value'), tie('value')), { maxLength: 4, comparator: (a, b) => isSame(a[0], b[0]) })
          .map((entries) => new Map(entries)),
      ),
    };
  });
  return value;
}

class Href {
  readonly href: string;

  constructor(href: string) {
    this.href = href;
  }
}

/** A copy that `isDeepStrictEqual` compares as results are to be compared: it looks at prototypes, and at nothing in a URL. */
export function comparable(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(comparable);
  if (value instanceof Set) return new Set([...value].map(comparable));
  if (value instanceof Map) return new Map([...value].map(([name, item]) => [comparable(name), comparable(item)]));
  if (value instanceof URL) return new Href(value.href);
  const isObject = [Object.prototype, null].includes(Object.getPrototypeOf(value));
  return isObject ? Object.fromEntries(Object.entries(value).map(([name, item]) => [name, comparable(item)])) : value;
}

/** A copy without the differences that a hash does not see. */
function hashable(value: unknown): unknown {
  if (value === 0) return 0;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(hashable);
  if (value instanceof Set) return new Set([...value].map(hashable));
  if (value instanceof Map) return new Map([...value].map(([name, item]) => [hashable(name), hashable(item)]));
  if (Buffer.isBuffer(value)) return new Uint8Array(value);
  if (value instanceof URL || Object.prototype.toString.call(value) !== '[object Object]') return value;
  const members = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(members.map(([name, item]) => [name, hashable(item)]));
}

/** Whether two values are to have one hash. Knows nothing of canonical texts: Node compares the structures. */
export function isSame(a: unknown, b: unknown): boolean {
  return isDeepStrictEqual(comparable(hashable(a)), comparable(hashable(b)));
}

/** The same value put together in another order. */
export function reordered(value: unknown, shuffle: <T>(items: T[]) => T[]): unknown {
  const inner = (item: unknown) => reordered(item, shuffle);
  if (Array.isArray(value)) return value.map(inner);
  if (value instanceof Set) return new Set(shuffle([...value].map(inner)));
  if (value instanceof Map) return new Map(shuffle([...value].map(([name, item]) => [inner(name), inner(item)])));
  if (typeof value !== 'object' || value === null || Object.prototype.toString.call(value) !== '[object Object]')
    return value;
  return Object.fromEntries(shuffle(Object.entries(value).map(([name, item]) => [name, inner(item)])));
}

/** The value with one of its parts (counted in the order of a walk, round and round) replaced by another. */
export function withPartReplaced(value: unknown, position: number, replacement: unknown): unknown {
  let left = position;
  const walk = (part: unknown): unknown => {
    if (left === 0) {
      left -= 1;
      return replacement;
    }
    left -= 1;
    if (Array.isArray(part)) return part.map(walk);
    if (part instanceof Set) return new Set([...part].map(walk));
    if (part instanceof Map) return new Map([...part].map(([name, item]) => [name, walk(item)]));
    if (typeof part !== 'object' || part === null || Object.prototype.toString.call(part) !== '[object Object]')
      return part;
    return Object.fromEntries(Object.entries(part).map(([name, item]) => [name, walk(item)]));
  };
  const replaced = walk(value);
  const parts = position - left;
  return left < 0 ? replaced : withPartReplaced(value, position % parts, replacement);
}
