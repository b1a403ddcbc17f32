import { showFields } from '../configuration/index.js';
import { SealedFieldError } from '../errors/index.js';
import type { ClassModel } from '../metadata/index.js';
import { type Refuse, unchangeable } from './unchangeable.js';

/** Where a sealed instance keeps the values of its fields. */
const sealedKey = Symbol.for('huldra/1/sealed');

/**
 * Makes the fields of an instance unchangeable: its hash has been taken, and names the result. Fields become accessors whose
 * setter throws `SealedFieldError`; containers that are in the hash are replaced by copies that refuse changes, so that neither
 * the instance nor whoever made it can change the configuration behind the hash.
 */
export function seal(instance: object, model: ClassModel): void {
  if (Object.hasOwn(instance, sealedKey)) return;
  const canKeepValues = Object.isExtensible(instance);
  const values: Record<string, unknown> = {};
  const accessors = accessorsOf(model);
  if (canKeepValues) Object.defineProperty(instance, sealedKey, { value: values });
  for (const { name, isHashed } of model.fields.values()) {
    const accessor = accessors[name] as FieldAccessor;
    const current: unknown = Reflect.get(instance, name);
    const value = isHashed ? unchangeable(current, accessor.set) : current;
    values[name] = value;
    const descriptor = Object.getOwnPropertyDescriptor(instance, name);
    if (canKeepValues && descriptor?.configurable !== false) {
      Object.defineProperty(instance, name, accessor);
    } else if (descriptor?.writable === true) {
      // The instance has been closed by its own class: what is still open is made read-only.
      Object.defineProperty(instance, name, { value, writable: false });
    }
  }
  if (canKeepValues) showFields(instance, model);
}

interface FieldAccessor extends PropertyDescriptor {
  readonly set: Refuse;
}

type Accessors = Readonly<Record<string, FieldAccessor>>;

/** One accessor for each field of a class, shared by its instances. */
const accessorsByModel = new WeakMap<ClassModel, Accessors>();

function accessorsOf(model: ClassModel): Accessors {
  let accessors = accessorsByModel.get(model);
  if (accessors === undefined) {
    accessors = Object.fromEntries([...model.fields.keys()].map((name) => [name, accessorOf(model, name)]));
    accessorsByModel.set(model, accessors);
  }
  return accessors;
}

function accessorOf(model: ClassModel, name: string): FieldAccessor {
  return {
    enumerable: true,
    configurable: false,
    get(this: { readonly [sealedKey]: Readonly<Record<string, unknown>> }) {
      return this[sealedKey][name];
    },
    set() {
      throw new SealedFieldError(
        `${model.name}.${name} cannot be changed: the hash of this ${model.name} has been taken, and names its result. Make another one: of(${model.name}, { …, ${name} }).`,
        { artifact: model.namespace, path: name },
      );
    },
  };
}
