import { DeclarationError, HuldraError } from '../errors/index.js';
import type { ClassModel } from '../metadata/index.js';
import { concealSecrets } from './shown.js';

/**
 * A new instance with the given values for its fields. Values are assigned after construction, never from a base constructor
 * and never through accessors on the prototype: with `useDefineForClassFields` the subclass's own fields would wipe them.
 * Values that are undefined leave the default. Throws `DeclarationError` when the class cannot be made without arguments, or
 * its instances take no values.
 */
export function construct(model: ClassModel, values: ReadonlyMap<string, unknown>): object {
  const instance = instantiate(model);
  for (const [name, value] of values) {
    if (value !== undefined && !Reflect.set(instance, name, value)) throw readOnly(model, name);
  }
  fillSecrets(instance, model);
  return instance;
}

function readOnly(model: ClassModel, name: string): DeclarationError {
  return new DeclarationError(
    `field "${name}" of ${model.name} cannot be given a value, because the constructor made it read-only. Do not freeze instances in their constructor: fields are sealed anyway once the hash is taken.`,
    { artifact: model.name, path: name },
  );
}

function instantiate(model: ClassModel): object {
  try {
    return Reflect.construct(model.cls, []) as object;
  } catch (error) {
    if (HuldraError.is(error)) throw error;
    throw new DeclarationError(
      `the constructor of ${model.name} threw when called without arguments, as it is to make instances from fields: ${String(error)}. Give its parameters defaults (and do not make the class abstract), or construct it with new yourself.`,
      { artifact: model.name, path: model.file, cause: error },
    );
  }
}

/**
 * Reads the secrets that have no value from the environment variables that their fields name, and keeps all secrets from being
 * printed.
 */
export function fillSecrets(instance: object, model: ClassModel): void {
  for (const { name, env } of model.fields.values()) {
    if (env === undefined || Reflect.get(instance, name) !== undefined) continue;
    const value = process.env[env];
    if (value !== undefined && value !== '') Reflect.set(instance, name, value);
  }
  concealSecrets(instance, model);
}
