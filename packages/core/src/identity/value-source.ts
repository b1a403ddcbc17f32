import { types } from 'node:util';
import { isPlainObject } from '../values/index.js';

const binaryTypes = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
].map(({ name }) => name);

/** What the source of values takes for JavaScript's own: no class may be imported under these names. */
export const globalsOfSource = ['NaN', 'Infinity', 'Date', 'URL', 'Set', 'Map', 'Buffer', ...binaryTypes];

/** A TypeScript expression that makes an equal value. `constants` names the decorated instances. */
export function valueSource(value: unknown, constants: ReadonlyMap<object, string>): string {
  const part = (held: unknown) => valueSource(held, constants);
  const list = (held: Iterable<unknown>) => `[${[...held].map(part).join(', ')}]`;
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (typeof value !== 'object' || value === null) return String(JSON.stringify(value));
  const constant = constants.get(value);
  if (constant !== undefined) return constant;
  if (Array.isArray(value)) return list(value);
  if (types.isDate(value)) return `new Date(${JSON.stringify(value.toISOString())})`;
  if (value instanceof URL) return `new URL(${JSON.stringify(value.href)})`;
  if (types.isSet(value)) return `new Set(${list(value)})`;
  if (types.isMap(value)) return `new Map${typeArguments(value)}([${[...value].map(list).join(', ')}])`;
  if (types.isArrayBuffer(value)) return `new Uint8Array(${list(new Uint8Array(value))}).buffer`;
  if (types.isTypedArray(value)) return binarySource(value);
  const members = isPlainObject(value) ? Object.entries(value) : [];
  return `{ ${members.map(([name, member]) => `${keySource(name)}: ${part(member)}`).join(', ')} }`;
}

/** The compiler takes the first entry of a Map for the type of all. */
function typeArguments(map: ReadonlyMap<unknown, unknown>): string {
  const areAlike = (values: readonly unknown[]) =>
    values.length < 2 || (typeof values[0] !== 'object' && values.every((value) => typeof value === typeof values[0]));
  return areAlike([...map.keys()]) && areAlike([...map.values()]) ? '' : '<any, any>';
}

function binarySource(value: NodeJS.TypedArray): string {
  const name = value[Symbol.toStringTag];
  if (Buffer.isBuffer(value)) return `Buffer.from([${[...value].join(', ')}])`;
  const elements = [...(value as Iterable<number | bigint>)];
  // There are many NaNs, and the hash is that of the bytes.
  if (elements.some(Number.isNaN)) {
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    return `new ${name}(new Uint8Array([${bytes.join(', ')}]).buffer)`;
  }
  return `new ${name}([${elements.map((element) => valueSource(element, new Map())).join(', ')}])`;
}

export function keySource(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) && name !== '__proto__' ? name : JSON.stringify(name);
}
