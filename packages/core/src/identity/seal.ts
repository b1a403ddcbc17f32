import { inspect } from 'node:util';
import { SealedFieldError } from '../errors/index.js';
import type { ClassModel } from '../metadata/index.js';
import { isPlainObject } from '../values/index.js';

/**
 * Makes the fields of an instance unchangeable: its hash has been taken, and names the result. Fields become accessors whose
 * setter throws `SealedFieldError`; containers are replaced by copies that refuse changes, so that neither the instance nor
 * whoever made it can change the configuration behind the hash.
 */
export function seal(instance: object, model: ClassModel): void {
  if (!Object.isExtensible(instance)) return; // it froze itself
  const values: Record<string, unknown> = {};
  for (const name of model.fields.keys()) {
    const value: unknown = Reflect.get(instance, name);
    values[name] = typeof value === 'object' && value !== null ? unchangeable(value, model, name) : value;
  }
  Object.defineProperty(instance, sealedKey, { value: values });
  const accessors = accessorsOf(model);
  for (const name of model.fields.keys()) {
    const isFixed = Object.getOwnPropertyDescriptor(instance, name)?.configurable === false;
    if (!isFixed) Object.defineProperty(instance, name, accessors[name] as PropertyDescriptor);
  }
  if (!(inspect.custom in instance)) Object.defineProperty(instance, inspect.custom, inspector(model));
}

/** Where a sealed instance keeps the values of its fields. */
const sealedKey = Symbol.for('huldra/1/sealed');

/** One accessor for each field of a class, shared by its instances. */
const accessorsByModel = new WeakMap<ClassModel, Readonly<Record<string, PropertyDescriptor>>>();

function accessorsOf(model: ClassModel): Readonly<Record<string, PropertyDescriptor>> {
  let accessors = accessorsByModel.get(model);
  if (accessors === undefined) {
    accessors = Object.fromEntries([...model.fields.keys()].map((name) => [name, accessor(model, name)]));
    accessorsByModel.set(model, accessors);
  }
  return accessors;
}

function accessor(model: ClassModel, name: string): PropertyDescriptor {
  return {
    enumerable: true,
    configurable: false,
    get(this: { readonly [sealedKey]: Readonly<Record<string, unknown>> }) {
      return this[sealedKey][name];
    },
    set() {
      throw sealedField(model, name);
    },
  };
}

function sealedField(model: ClassModel, path: string): SealedFieldError {
  return new SealedFieldError(
    `${model.name}.${path} cannot be changed: the hash of this ${model.name} has been taken, and names its result. Make another one: of(${model.name}, { …, ${path} }).`,
    { artifact: model.namespace, path },
  );
}

function unchangeable(value: object, model: ClassModel, path: string): object {
  const nested = <T>(element: T): T =>
    typeof element === 'object' && element !== null ? (unchangeable(element, model, path) as T) : element;
  if (Array.isArray(value)) return Object.freeze(value.map(nested));
  if (value instanceof Map) {
    return refuse(
      new Map([...value].map(([key, element]) => [nested(key), nested(element)])),
      ['set', 'delete', 'clear'],
      model,
      path,
    );
  }
  if (value instanceof Set) return refuse(new Set([...value].map(nested)), ['add', 'delete', 'clear'], model, path);
  if (value instanceof Date) return refuse(new Date(value), dateSetters, model, path);
  if (value instanceof URL) return Object.freeze(new URL(value));
  // Typed arrays cannot be frozen; a copy at least keeps outsiders from changing them.
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return structuredClone(value);
  if (isPlainObject(value)) {
    return Object.freeze(Object.fromEntries(Object.entries(value).map(([key, element]) => [key, nested(element)])));
  }
  return value;
}

const dateSetters = Object.getOwnPropertyNames(Date.prototype).filter((name) => name.startsWith('set'));

function refuse<T extends object>(value: T, methods: readonly string[], model: ClassModel, path: string): T {
  for (const method of methods) {
    Object.defineProperty(value, method, {
      value: () => {
        throw sealedField(model, path);
      },
    });
  }
  return value;
}

/** Accessors would be shown as `[Getter/Setter]`; people want to see the configuration, though not the secrets. */
const inspectors = new WeakMap<ClassModel, PropertyDescriptor>();

function inspector(model: ClassModel): PropertyDescriptor {
  let descriptor = inspectors.get(model);
  if (descriptor === undefined) {
    const value = function (this: object, _depth: number, options: object): string {
      const shown = [...model.fields.values()].map(({ name, isSecret }) => [
        name,
        isSecret ? '<secret>' : (Reflect.get(this, name) as unknown),
      ]);
      return `${model.name} ${inspect(Object.fromEntries(shown), options)}`;
    };
    descriptor = { value };
    inspectors.set(model, descriptor);
  }
  return descriptor;
}
