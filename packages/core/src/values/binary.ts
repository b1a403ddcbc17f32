import { Buffer } from 'node:buffer';
import { endianness } from 'node:os';

/** A kind of binary value that can be identified and stored. */
interface BinaryKind {
  /** Bytes per element. */
  readonly width: number;
  readonly make: (memory: ArrayBuffer) => object;
}

const kinds: ReadonlyMap<string, BinaryKind> = new Map<string, BinaryKind>([
  ['ArrayBuffer', { width: 1, make: (memory) => memory }],
  ['Buffer', { width: 1, make: (memory) => Buffer.from(memory) }],
  ['Int8Array', { width: 1, make: (memory) => new Int8Array(memory) }],
  ['Uint8Array', { width: 1, make: (memory) => new Uint8Array(memory) }],
  ['Uint8ClampedArray', { width: 1, make: (memory) => new Uint8ClampedArray(memory) }],
  ['Int16Array', { width: 2, make: (memory) => new Int16Array(memory) }],
  ['Uint16Array', { width: 2, make: (memory) => new Uint16Array(memory) }],
  ['Int32Array', { width: 4, make: (memory) => new Int32Array(memory) }],
  ['Uint32Array', { width: 4, make: (memory) => new Uint32Array(memory) }],
  ['Float32Array', { width: 4, make: (memory) => new Float32Array(memory) }],
  ['Float64Array', { width: 8, make: (memory) => new Float64Array(memory) }],
  ['BigInt64Array', { width: 8, make: (memory) => new BigInt64Array(memory) }],
  ['BigUint64Array', { width: 8, make: (memory) => new BigUint64Array(memory) }],
]);

/** The bytes of a binary value, with the name of its class. */
export interface Binary {
  readonly type: string;
  /** Multi-byte elements are little-endian. Often a view of the value's own memory: do not write to it. */
  readonly bytes: Uint8Array;
}

/** Turns the order of the bytes of each element round on a big-endian host; elsewhere the bytes are returned as they are. */
export function littleEndian(bytes: Uint8Array, width: number, hostOrder: 'BE' | 'LE' = endianness()): Uint8Array {
  if (hostOrder === 'LE' || width === 1) return bytes;
  const copy = Buffer.from(bytes);
  if (width === 2) return copy.swap16();
  return width === 4 ? copy.swap32() : copy.swap64();
}

/** Whether the memory was transferred away, so that what it held is no longer here. */
function isDetached(memory: ArrayBufferLike): boolean {
  if (memory.byteLength > 0) return false;
  try {
    return new Uint8Array(memory).length > 0;
  } catch {
    // Node 20 has no `detached` property; making a view is what a detached buffer refuses.
    return true;
  }
}

/** The bytes of a value, `'detached'` when they were transferred away, or `undefined` when its class is not in the table. */
export function binaryOf(value: ArrayBuffer | NodeJS.TypedArray): Binary | 'detached' | undefined {
  const isView = ArrayBuffer.isView(value);
  const type = Buffer.isBuffer(value) ? 'Buffer' : value[Symbol.toStringTag];
  const kind = kinds.get(type);
  if (kind === undefined) return undefined;
  if (isDetached(isView ? value.buffer : value)) return 'detached';
  const bytes = isView ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : new Uint8Array(value);
  return { type, bytes: littleEndian(bytes, kind.width) };
}

/** The value of class `type` with these bytes, or what is wrong with them. */
export function binaryFrom({ type, bytes }: Binary): { readonly value: object } | { readonly problem: string } {
  const kind = kinds.get(type);
  if (kind === undefined) return { problem: `no binary type is called ${JSON.stringify(type)}` };
  if (bytes.length % kind.width !== 0) return { problem: `${bytes.length} bytes do not fill elements of ${type}` };
  const memory = new ArrayBuffer(bytes.length);
  new Uint8Array(memory).set(littleEndian(bytes, kind.width));
  return { value: kind.make(memory) };
}
