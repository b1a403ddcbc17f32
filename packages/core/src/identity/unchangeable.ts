import { types } from 'node:util';
import { isPlainObject } from '../values/index.js';

/** Throws the error for an attempt to change a value. */
export type Refuse = () => never;

const dateSetters = Object.getOwnPropertyNames(Date.prototype).filter((name) => name.startsWith('set'));
const queryMethods = ['append', 'delete', 'set', 'sort'];
const urlParts = Object.getOwnPropertyNames(URL.prototype).filter(
  (name) => Object.getOwnPropertyDescriptor(URL.prototype, name)?.set !== undefined,
);

/**
 * A copy of a hashed value that refuses changes, through and through; what is no container is returned as it is. Typed arrays
 * cannot be frozen: their copy at least keeps outsiders from changing them.
 */
export function unchangeable(value: unknown, refuse: Refuse): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const part = (held: unknown) => unchangeable(held, refuse);
  if (Array.isArray(value)) return Object.freeze(value.map(part));
  if (isPlainObject(value)) {
    return Object.freeze(Object.fromEntries(Object.entries(value).map(([name, held]) => [name, part(held)])));
  }
  if (types.isMap(value)) {
    const copy = new Map([...value].map(([key, held]) => [part(key), part(held)]));
    return refusing(copy, ['set', 'delete', 'clear'], refuse);
  }
  if (types.isSet(value)) return refusing(new Set([...value].map(part)), ['add', 'delete', 'clear'], refuse);
  if (types.isDate(value)) return refusing(new Date(value), dateSetters, refuse);
  if (value instanceof URL) return unchangeableUrl(new URL(value), refuse);
  if (Buffer.isBuffer(value)) return Buffer.from(value);
  if (types.isTypedArray(value) || types.isArrayBuffer(value)) return value.slice();
  return value;
}

function refusing<T extends object>(value: T, methods: readonly string[], refuse: Refuse): T {
  for (const method of methods) Object.defineProperty(value, method, { value: refuse });
  return value;
}

/** Freezing a URL would not help: its parts are accessors over private state. */
function unchangeableUrl(url: URL, refuse: Refuse): URL {
  const searchParams = refusing(url.searchParams, queryMethods, refuse);
  for (const part of urlParts) {
    const value: unknown = Reflect.get(url, part);
    Object.defineProperty(url, part, { get: () => value, set: refuse });
  }
  return Object.defineProperty(url, 'searchParams', { get: () => searchParams, set: refuse });
}
