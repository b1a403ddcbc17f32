import { Buffer } from 'node:buffer';
import { URL } from 'node:url';
import { types } from 'node:util';

/*
 * Values are recognised by what they are, not by `instanceof`: test runners and other hosts run code in vm contexts, each
 * with an `Object`, `Array` and `Map` of its own. Instances of subclasses are not recognised: what a subclass adds would be lost.
 */

const prototypeOf = (value: object): object | null => Object.getPrototypeOf(value);

/** Whether this is the `Object.prototype` of another realm (a class that extends null has no `isPrototypeOf` of its own). */
function isObjectPrototype(prototype: object | null): boolean {
  return prototype !== null && prototypeOf(prototype) === null && Object.hasOwn(prototype, 'isPrototypeOf');
}

/** The name that the constructor of a prototype has, if it is one's own. */
function constructorName(prototype: object): string | undefined {
  const maker: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
  return typeof maker === 'function' ? maker.name : undefined;
}

/** Whether the value's prototype is that of the built-in class `name`, which extends `Object` directly, in some realm. */
function isDirectly(value: object, name: string): boolean {
  const prototype = prototypeOf(value);
  return prototype !== null && constructorName(prototype) === name && isObjectPrototype(prototypeOf(prototype));
}

/** An object made by a literal, `JSON.parse` or `Object.create(null)`. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = prototypeOf(value);
  return prototype === Object.prototype || prototype === null || isObjectPrototype(prototype);
}

export function isPlainArray(value: object): value is readonly unknown[] {
  return Array.isArray(value) && (prototypeOf(value) === Array.prototype || isDirectly(value, 'Array'));
}

export function isPlainDate(value: object): value is Date {
  return types.isDate(value) && isDirectly(value, 'Date');
}

export function isPlainSet(value: object): value is ReadonlySet<unknown> {
  return types.isSet(value) && isDirectly(value, 'Set');
}

export function isPlainMap(value: object): value is ReadonlyMap<unknown, unknown> {
  return types.isMap(value) && isDirectly(value, 'Map');
}

export function isPlainUrl(value: object): value is URL {
  return prototypeOf(value) === URL.prototype;
}

export function isPlainArrayBuffer(value: object): value is ArrayBuffer {
  return types.isArrayBuffer(value) && isDirectly(value, 'ArrayBuffer');
}

/** A typed array of a built-in class. `Buffer` is Node's own subclass of `Uint8Array` and counts as built in. */
export function isPlainTypedArray(value: object): value is NodeJS.TypedArray {
  if (!types.isTypedArray(value)) return false;
  const prototype = prototypeOf(value);
  if (prototype === null || prototype === Buffer.prototype) return prototype !== null;
  const shared = prototypeOf(prototype);
  return (
    constructorName(prototype) === value[Symbol.toStringTag] &&
    shared !== null &&
    constructorName(shared) === 'TypedArray' &&
    isObjectPrototype(prototypeOf(shared))
  );
}

/** The name of the class of a value that is none of the above, for a message. */
export function className(value: object): string {
  const name = typeof value.constructor === 'function' ? value.constructor.name : '';
  return name === '' ? 'an unnamed class' : name;
}
