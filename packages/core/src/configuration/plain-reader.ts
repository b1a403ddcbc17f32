import { types as builtIn } from 'node:util';
import type { Problem } from '../errors/index.js';
import { emit } from '../events/index.js';
import type { ClassModel, FieldModel } from '../metadata/index.js';
import { isPlainObject } from '../values/index.js';
import { type Choice, chooseClass, classKey, decoratedTypes } from './choose-class.js';
import { transformOf } from './class-transformer.js';
import { construct } from './construct.js';
import { convert, convertScalar } from './convert.js';
import { designTypeHint, isOfType, kindOf, namesOf } from './declared-type.js';
import { unknownFields } from './of.js';
import { elementPath, entryPath, joinPath, keyPath, memberPath } from './paths.js';
import { copyOf, readLeaf, unreadable } from './read-leaf.js';
import { type Shape, shapeOf } from './shape.js';

type Plain = Readonly<Record<string, unknown>>;

/** Types whose values are data themselves, and are not made of elements of that type. */
const dataTypes: readonly unknown[] = [Object, Array, Map, Set];

/** Reads plain data, and collects what is wrong with it. */
export class PlainReader {
  readonly problems: Problem[] = [];
  /** Paths of fields that got no value, because a part of it could not be read. */
  readonly leftOut: string[] = [];
  /** The objects that are being read, from the outermost in. */
  readonly #open = new Set<object>();

  /** The instance of `model`'s class, or of the subclass that the data names; undefined when there is none. */
  read(model: ClassModel, plain: unknown): object | undefined {
    if (isPlainObject(plain)) return this.#chosen({ types: [model.cls], discriminator: undefined }, plain, '');
    this.#problem('', `should be an object with the fields of ${model.name}, but is ${kindOf(plain)}`);
    return undefined;
  }

  #problem(path: string, message: string): typeof unreadable {
    this.problems.push({ path, message });
    return unreadable;
  }

  #chosen(shape: Pick<Shape, 'types' | 'discriminator'>, plain: Plain, path: string): object | undefined {
    const choice =
      this.#open.has(plain) || this.#open.size > maxDepth ? endless(path) : chooseClass(shape, plain, path);
    if ('problem' in choice) {
      this.problems.push(choice.problem);
      return undefined;
    }
    this.#open.add(plain);
    const instance = this.#instance(choice.model, choice.plain, path);
    this.#open.delete(plain);
    return instance;
  }

  #instance(model: ClassModel, plain: Plain, path: string): object {
    this.problems.push(...unknownFields(model, Object.keys(plain), path));
    const values = new Map<string, unknown>();
    for (const field of model.fields.values()) {
      const raw = plain[field.name];
      if (raw === undefined) continue;
      const at = joinPath(path, field.name);
      const value = this.#field(model, field, raw, at, plain);
      if (value === unreadable) {
        this.leftOut.push(at);
        continue;
      }
      values.set(field.name, value);
      const hint = designTypeHint(model, field, value);
      if (hint !== undefined) emit({ type: 'warning', reason: 'design-type', message: hint });
    }
    return construct(model, values);
  }

  #field(model: ClassModel, field: FieldModel, raw: unknown, path: string, plain: Plain): unknown {
    const shape = shapeOf(model, field);
    const transform = transformOf(model.cls, field.name);
    if (transform === undefined) return this.#value(field, shape, raw, path);
    // class-transformer transforms what its `@Type` made; what `@Field` declares is what the outcome should be.
    const before = shape.isDeclared ? copyOf(raw) : this.#value(field, shape, raw, path);
    if (before === unreadable) return unreadable;
    let after: unknown;
    try {
      after = transform(before, plain);
    } catch (error) {
      return this.#problem(path, `its @Transform threw${field.isSecret ? '' : `: ${String(error)}`}`);
    }
    return shape.isDeclared && after !== undefined ? this.#value(field, shape, after, path) : after;
  }

  #value(field: FieldModel, shape: Shape, raw: unknown, path: string): unknown {
    const { types, container } = shape;
    if (types.length === 0 && container === undefined) return readLeaf(field, raw, path, this.problems);
    if (types.some((type) => dataTypes.includes(type))) {
      const data = readLeaf(field, raw, path, this.problems);
      if (data === unreadable || types.some((type) => isOfType(data, type))) return data;
    }
    return this.#contained(field, shape, raw, path);
  }

  /** A container of elements of the declared types, or one such element. */
  #contained(field: FieldModel, shape: Shape, raw: unknown, path: string): unknown {
    const { container } = shape;
    const elements = (values: readonly unknown[]) =>
      values.map((value, index) => this.#element(field, shape, value, elementPath(path, index)));
    const pairs = (entries: readonly (readonly [unknown, unknown])[]) => {
      const values = entries.map(([key, value], index) =>
        this.#element(field, shape, value, entryPath(path, key, index)),
      );
      return whole(values, () => new Map(entries.map(([key], index) => [key, values[index]])));
    };
    if (Array.isArray(raw)) return whole(elements(raw), (values) => (container === 'set' ? new Set(values) : values));
    if (builtIn.isSet(raw)) return whole(elements([...raw]), (values) => new Set(values));
    if (builtIn.isMap(raw)) return pairs([...raw]);
    if (!isPlainObject(raw)) return this.#element(field, shape, raw, path);

    const { $set, $map } = Object.keys(raw).length === 1 ? raw : {};
    if (Array.isArray($set)) return whole(elements($set), (values) => new Set(values));
    if (Array.isArray($map) && $map.every(isPair)) {
      const keys = $map.map(([key], index) => readLeaf(field, key, keyPath(path, index), this.problems));
      return whole(keys, () => pairs($map.map(([, value], index) => [keys[index], value])));
    }
    if (container !== 'map' && container !== 'record') return this.#element(field, shape, raw, path);
    const at = (name: string, index: number) =>
      container === 'map' ? entryPath(path, name, index) : memberPath(path, name);
    const members = Object.entries(raw).map(([name, value], index) =>
      this.#element(field, shape, value, at(name, index)),
    );
    return whole(members, (values) => {
      const entries = Object.keys(raw).map((name, index) => [name, values[index]] as const);
      return container === 'map' ? new Map(entries) : Object.fromEntries(entries);
    });
  }

  #element(field: FieldModel, shape: Shape, raw: unknown, path: string): unknown {
    const { types, readsTexts } = shape;
    if (types.length === 0) return readLeaf(field, raw, path, this.problems);
    if (raw === null || types.some((type) => isOfType(raw, type))) return raw;
    if (isPlainObject(raw) && (classKey in raw || decoratedTypes(types).length > 0)) {
      return this.#chosen(shape, raw, path) ?? unreadable;
    }
    const value = readLeaf(field, raw, path, this.problems);
    if (value === unreadable) return unreadable;
    const converted = readsTexts ? convertScalar(types, convert(types, value)) : convert(types, value);
    if (types.some((type) => isOfType(converted, type))) return converted;
    return this.#problem(path, `should be ${namesOf(types)}, but is ${kindOf(raw)}`);
  }
}

/** Deeper than any value that can be hashed. */
const maxDepth = 500;

function endless(path: string): Choice {
  return { problem: { path, message: `refers back to what holds it, or is nested deeper than ${maxDepth} levels` } };
}

/** What parts make, unless one of them could not be read. */
function whole(parts: readonly unknown[], build: (parts: readonly unknown[]) => unknown): unknown {
  return parts.includes(unreadable) ? unreadable : build(parts);
}

function isPair(value: unknown): value is readonly [unknown, unknown] {
  return Array.isArray(value) && value.length === 2;
}
