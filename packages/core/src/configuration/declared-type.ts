import { types as builtIn } from 'node:util';
import type { Problem } from '../errors/index.js';
import {
  type Class,
  type ClassModel,
  type Container,
  designType,
  type FieldModel,
  findModel,
  type TypeReference,
} from '../metadata/index.js';
import { isPlainObject } from '../values/index.js';
import { elementPath, entryPath, memberPath } from './paths.js';
import { modelOfInstance } from './walk.js';

/** The types a field is declared to hold; empty when nothing was declared. */
export function declaredTypes(field: FieldModel): readonly TypeReference[] {
  const declared = field.type?.();
  if (declared === undefined) return [];
  return Array.isArray(declared) ? declared : [declared as TypeReference];
}

/** JavaScript's own types, as `typeof` knows them. */
const primitives = new Map<unknown, string>([
  [String, 'string'],
  [Number, 'number'],
  [Boolean, 'boolean'],
  [BigInt, 'bigint'],
]);

const containers: Record<Container, (value: object) => boolean> = {
  array: Array.isArray,
  set: builtIn.isSet,
  map: builtIn.isMap,
  record: isPlainObject,
};

function lineageHas(cls: unknown, namespace: string): boolean {
  for (let c = cls; typeof c === 'function'; c = Object.getPrototypeOf(c)) {
    if (findModel(c as unknown as Class)?.namespace === namespace) return true;
  }
  return false;
}

/** Whether a value is of the type; instances of the same class loaded twice count. */
export function isOfType(value: unknown, type: TypeReference): boolean {
  const primitive = primitives.get(type);
  if (primitive !== undefined) return typeof value === primitive;
  if (value instanceof type) return true;
  if (typeof value !== 'object' || value === null || modelOfInstance(value) === undefined) return false;
  const wanted = findModel(type as Class)?.namespace;
  return wanted !== undefined && lineageHas(value.constructor, wanted);
}

export function namesOf(types: readonly TypeReference[]): string {
  return types.map((type) => findModel(type as Class)?.name ?? type.name).join(' or ');
}

/** What a value is, for messages. Never shows the value itself, which may be large or private. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value !== 'object') return typeof value === 'undefined' ? 'nothing' : `a ${typeof value}`;
  if (Array.isArray(value)) return 'an array';
  if (isPlainObject(value)) return 'a plain object';
  return `an instance of ${value.constructor?.name || 'an unnamed class'}`;
}

/** What is wrong with a field's value, given what the field was declared to hold. */
export function typeProblems(field: FieldModel, value: unknown): Problem[] {
  const path = field.name;
  if (
    field.container !== undefined &&
    !(typeof value === 'object' && value !== null && containers[field.container](value))
  ) {
    const article = field.container === 'array' ? 'an' : 'a';
    return [{ path, message: `should be ${article} ${field.container}, but is ${kindOf(value)}` }];
  }
  const types = declaredTypes(field);
  if (types.length === 0 || types.some((type) => isOfType(value, type))) return [];
  const wanted = namesOf(types);
  const check = (element: unknown, at: string): Problem[] => {
    if (types.some((type) => isOfType(element, type))) return [];
    return [{ path: at, message: `should be ${wanted}, but is ${kindOf(element)}${advice(types, element)}` }];
  };
  if (Array.isArray(value)) return value.flatMap((element, index) => check(element, elementPath(path, index)));
  if (builtIn.isSet(value)) return [...value].flatMap((element, index) => check(element, elementPath(path, index)));
  if (builtIn.isMap(value))
    return [...value].flatMap(([key, element], position) => check(element, entryPath(path, key, position)));
  if (field.container === 'record' && isPlainObject(value)) {
    return Object.entries(value).flatMap(([key, element]) => check(element, memberPath(path, key)));
  }
  return check(value, path);
}

function advice(types: readonly TypeReference[], value: unknown): string {
  const model = types.map((type) => findModel(type as Class)).find((found) => found !== undefined);
  if (model === undefined || !isPlainObject(value)) return '';
  return `; make it with of(${model.name}, {…}), or read the whole from plain data with fromPlain()`;
}

/** A hint from the compiler's metadata, when it contradicts a value of plain data; undefined when there is nothing to say. */
export function designTypeHint(model: ClassModel, field: FieldModel, value: unknown): string | undefined {
  const prototype: unknown = model.cls.prototype;
  if (field.type !== undefined) return undefined; // it is converted and checked by what was declared
  if (typeof prototype !== 'object' || prototype === null || value === null || value === undefined) return undefined;
  const hinted = primitives.get(designType(prototype, field.name));
  if (hinted === undefined || typeof value === hinted || typeof value === 'object') return undefined;
  return `${model.name}.${field.name} seems to be declared as a ${hinted}, but is given ${kindOf(value)}. Nothing is converted by guessing; correct the data, or declare the type: @Field(() => …).`;
}
