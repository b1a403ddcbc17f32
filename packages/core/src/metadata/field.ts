import { DeclarationError } from '../errors/index.js';
import { refuseBareMember, refuseStandardDecorators } from './decorator-calls.js';
import type { FieldOptions, TypeThunk } from './options.js';
import { keys, ownMetadata, setOwnMetadata } from './reflect.js';

/** The fields that a class itself declares, in order; parents' fields are not among them. */
export function ownFields(prototype: object): ReadonlyMap<string, FieldOptions> | undefined {
  return ownMetadata<Map<string, FieldOptions>>(keys.fields, prototype);
}

/**
 * Makes a property part of the configuration. `@Field(() => Dataset)` states the type of nested, element and polymorphic
 * values. Throws `DeclarationError` for methods, accessors, static and symbol-named properties, and for names that the base
 * class already uses.
 */
export function Field(type: TypeThunk, options?: Omit<FieldOptions, 'type'>): PropertyDecorator;
export function Field(options?: FieldOptions): PropertyDecorator;
export function Field(
  first: TypeThunk | FieldOptions = {},
  second: Omit<FieldOptions, 'type'> = {},
): PropertyDecorator {
  refuseBareMember('Field', second);
  const options: FieldOptions = typeof first === 'function' ? { ...second, type: first } : first;
  return (prototype: object, property: string | symbol | undefined, ...rest: unknown[]) => {
    refuseStandardDecorators('Field', property);
    checkPlace(prototype, property, rest[0]);
    checkOptions(prototype, property, options);
    let fields = ownMetadata<Map<string, FieldOptions>>(keys.fields, prototype);
    if (fields === undefined) {
      fields = new Map();
      setOwnMetadata(keys.fields, prototype, fields);
    }
    if (fields.has(property)) throw refusal(prototype, property, 'is decorated with @Field() twice. Keep one.');
    fields.set(property, options);
  };
}

function refusal(prototype: object, property: string | symbol, what: string): DeclarationError {
  const className = typeof prototype === 'function' ? prototype.name : prototype.constructor.name;
  return new DeclarationError(`field "${String(property)}" of class ${className} ${what}`, {
    artifact: className,
    path: String(property),
  });
}

/** Parameters are decorated with the class, no name, and their position. */
function parameterRefusal(cls: object): DeclarationError {
  const className = typeof cls === 'function' ? cls.name : cls.constructor.name;
  return new DeclarationError(
    `a parameter of class ${className} is decorated with @Field(). Fields are properties: declare one, and let the constructor assign the parameter to it.`,
    { artifact: className },
  );
}

function checkPlace(
  prototype: object,
  property: string | symbol | undefined,
  descriptor: unknown,
): asserts property is string {
  if (property === undefined) throw parameterRefusal(prototype);
  if (typeof property === 'symbol') throw refusal(prototype, property, 'is named by a symbol; fields have text names.');
  if (typeof prototype === 'function') throw refusal(prototype, property, 'is static; fields belong to instances.');
  const own = descriptor ?? Object.getOwnPropertyDescriptor(prototype, property);
  if (own !== undefined) {
    throw refusal(
      prototype,
      property,
      'is a method or an accessor; a field is a plain property. Compute such values in create().',
    );
  }
  const parent: object | null = Object.getPrototypeOf(prototype);
  if (parent !== null && property in parent) {
    throw refusal(
      prototype,
      property,
      'has a name that its base class already uses for a member. Choose another name.',
    );
  }
}

function checkOptions(prototype: object, property: string, options: FieldOptions): void {
  const { secret, hash, formerly, type } = options;
  if (type !== undefined && !isThunk(type))
    throw refusal(
      prototype,
      property,
      'is given its type itself; give a function that returns it: @Field(() => Dataset).',
    );
  if (secret && hash === true)
    throw refusal(prototype, property, 'is secret, so it cannot be in the hash; drop hash: true.');
  if (secret && 'absentMeans' in options)
    throw refusal(prototype, property, 'is secret and thus never hashed; drop absentMeans.');
  if (typeof secret === 'object' && !/^[A-Za-z_]\w*$/.test(secret.env)) {
    throw refusal(prototype, property, `is read from "${secret.env}", which is no name of an environment variable.`);
  }
  if (formerly !== undefined && formerly === property) {
    throw refusal(prototype, property, 'is said to be formerly itself; name the old field.');
  }
}

/** A class is a function too, and to call one as a thunk would fail later and oddly (or not: `Date()` gives a text). */
function isThunk(type: unknown): boolean {
  if (typeof type !== 'function') return false;
  const text = Function.prototype.toString.call(type);
  // Bound functions are native code as well, but only constructors have a prototype.
  return !text.startsWith('class') && !('prototype' in type && text.includes('[native code]'));
}
