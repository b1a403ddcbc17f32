import type { Problem } from '../errors/index.js';
import { HuldraError } from '../errors/index.js';
import { emit } from '../events/index.js';
import {
  type Class,
  type ClassModel,
  type Constructable,
  type FieldModel,
  findClass,
  findModel,
  type TypeReference,
} from '../metadata/index.js';
import { decode, isPlainObject } from '../values/index.js';
import { checkNodes } from './check.js';
import { transformPlain } from './class-transformer.js';
import { construct } from './construct.js';
import { declaredTypes, designTypeHint, isOfType, kindOf, namesOf } from './declared-type.js';
import { nodesOf } from './graph.js';
import { decoratedModel, unknownFields } from './of.js';
import { elementPath, joinPath } from './paths.js';
import { suggestion } from './suggest.js';
import { modelOfInstance } from './walk.js';

/** The member that says of which class a nested object is, where its field may hold several. */
const classKey = '$class';

/** What could not be read at a place; the problem is recorded, and the value is left out. */
const unreadable = Symbol('unreadable');

/**
 * An instance from plain data such as parsed JSON or YAML. Nested objects become instances of their field's declared type
 * (`$class` chooses among several); tagged values (`{"$date": …}`, `{"$map": …}`) stand for what JSON lacks; class-transformer's
 * `@Type` and `@Transform` on fields are applied. The input is not changed. Throws `InvalidConfigError` with every problem.
 */
export function fromPlain<T extends object>(cls: Constructable<T>, plain: unknown): T {
  const model = decoratedModel(cls);
  const problems: Problem[] = [];
  const instance = readInstance(model, plain, '', problems);
  if (instance === undefined) checkNodes([], model, problems);
  else
    checkNodes(
      nodesOf(instance, model, () => false),
      model,
      problems,
    );
  return instance as T;
}

function readInstance(model: ClassModel, plain: unknown, path: string, problems: Problem[]): object | undefined {
  if (!isPlainObject(plain)) {
    problems.push({ path, message: `should be an object with the fields of ${model.name}, but is ${kindOf(plain)}` });
    return undefined;
  }
  problems.push(
    ...unknownFields(
      model,
      Object.keys(plain).filter((name) => name !== classKey),
      path,
    ),
  );
  const values = new Map<string, unknown>();
  const leaves = new Map<string, unknown>();
  for (const field of model.fields.values()) {
    const raw = plain[field.name];
    if (raw === undefined) continue;
    const hint = designTypeHint(model, field, raw);
    if (hint !== undefined) emit({ type: 'warning', reason: 'design-type', message: hint });
    const at = joinPath(path, field.name);
    const value =
      field.type === undefined && field.container === undefined
        ? readLeaf(raw, at, problems)
        : readTyped(field, raw, at, problems);
    if (value === unreadable) continue;
    (field.type === undefined && isPlainLeaf(value) ? leaves : values).set(field.name, value);
  }
  for (const [name, value] of transformPlain(model.cls, leaves)) values.set(name, value);
  return construct(model, values);
}

/** Whether class-transformer may see the value: JSON data, not instances it would take apart. */
function isPlainLeaf(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isPlainLeaf);
  return isPlainObject(value) && Object.values(value).every(isPlainLeaf);
}

function readLeaf(raw: unknown, path: string, problems: Problem[]): unknown {
  // Values that are already what they should be (a Date, an artifact) may be mixed in; only data is decoded.
  if (typeof raw === 'object' && raw !== null && !Array.isArray(raw) && !isPlainObject(raw)) return raw;
  try {
    return decode(raw);
  } catch (error) {
    if (!HuldraError.is(error)) throw error;
    problems.push({ path, message: error.message });
    return unreadable;
  }
}

function readTyped(field: FieldModel, raw: unknown, path: string, problems: Problem[]): unknown {
  const types = declaredTypes(field);
  const element = (value: unknown, at: string) =>
    types.length === 0 ? readLeaf(value, at, problems) : readElement(types, value, at, problems);
  const list = (values: readonly unknown[]) => values.map((value, index) => element(value, elementPath(path, index)));
  const entries = (pairs: readonly (readonly [unknown, unknown])[]) =>
    pairs.map(([key, value]) => [readLeaf(key, path, problems), element(value, elementPath(path, key))] as const);

  let read: readonly unknown[];
  let build: () => unknown;
  if (Array.isArray(raw)) {
    const values = list(raw);
    read = values;
    build = () => (field.container === 'set' ? new Set(values) : values);
  } else if (isPlainObject(raw) && Array.isArray(raw.$set) && Object.keys(raw).length === 1) {
    const values = list(raw.$set);
    read = values;
    build = () => new Set(values);
  } else if (isPlainObject(raw) && isPairs(raw.$map) && Object.keys(raw).length === 1) {
    const pairs = entries(raw.$map);
    read = pairs.flat();
    build = () => new Map(pairs);
  } else if (isPlainObject(raw) && (field.container === 'map' || field.container === 'record')) {
    const pairs = entries(Object.entries(raw));
    read = pairs.flat();
    build = () => (field.container === 'map' ? new Map(pairs) : Object.fromEntries(pairs));
  } else return element(raw, path);
  return read.includes(unreadable) ? unreadable : build();
}

function isPairs(value: unknown): value is readonly (readonly [unknown, unknown])[] {
  return Array.isArray(value) && value.every((pair) => Array.isArray(pair) && pair.length === 2);
}

function readElement(types: readonly TypeReference[], raw: unknown, path: string, problems: Problem[]): unknown {
  if (types.some((type) => isOfType(raw, type)) || raw === null) return raw;
  const decorated = types.map((type) => findModel(type as Class)).filter((model) => model !== undefined);
  if (decorated.length > 0 && isPlainObject(raw)) {
    const model = chooseModel(types, decorated, raw, path, problems);
    return model === undefined ? unreadable : (readInstance(model, raw, path, problems) ?? unreadable);
  }
  const value = readLeaf(raw, path, problems);
  if (value === unreadable) return unreadable;
  const converted = convert(types, value);
  if (types.some((type) => isOfType(converted, type))) return converted;
  problems.push({
    path,
    message: `should be ${namesOf(types)}, but is ${kindOf(raw)}${typeof raw === 'object' && raw !== null && modelOfInstance(raw) ? ' of another class' : ''}`,
  });
  return unreadable;
}

/** Texts and numbers as JSON writes them, where exactly one meaning is possible. */
function convert(types: readonly TypeReference[], value: unknown): unknown {
  if (typeof value === 'string') {
    if (types.includes(Date) && /^\d{4}-\d\d-\d\d/.test(value) && !Number.isNaN(Date.parse(value)))
      return new Date(value);
    if (types.includes(URL) && URL.canParse(value)) return new URL(value);
    if (types.includes(BigInt) && /^-?\d+$/.test(value)) return BigInt(value);
  }
  return types.includes(BigInt) && Number.isSafeInteger(value) ? BigInt(value as number) : value;
}

/** The class a nested object is meant to be: the only possible one, or the one that `$class` names. */
function chooseModel(
  types: readonly TypeReference[],
  decorated: readonly ClassModel[],
  raw: Readonly<Record<string, unknown>>,
  path: string,
  problems: Problem[],
): ClassModel | undefined {
  const wanted = raw[classKey];
  const names = decorated.map(({ name }) => name);
  if (wanted === undefined) {
    const [only] = decorated;
    if (only !== undefined && decorated.length === 1) return only;
    problems.push({ path, message: `could be ${names.join(' or ')}; say which with "${classKey}"` });
    return undefined;
  }
  const byName = decorated.filter(({ name, namespace }) => name === wanted || namespace === wanted);
  if (byName.length === 1) return byName[0];
  // A subclass of a declared type, perhaps of an abstract one, by its namespace.
  const cls = typeof wanted === 'string' ? findClass(wanted) : undefined;
  const model = cls === undefined ? undefined : findModel(cls);
  if (model !== undefined && types.some((type) => model.cls.prototype instanceof (type as Class))) return model;
  const text =
    typeof wanted === 'string' ? suggestion(wanted, names).replace('It has: ', 'It can be: ') : 'It should be a name.';
  problems.push({ path: joinPath(path, classKey), message: `is no class that this field may hold. ${text}` });
  return undefined;
}
