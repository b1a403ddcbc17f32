import { types } from 'node:util';
import { elementPath, memberPath, modelOfInstance } from '../configuration/index.js';
import { DeclarationError, HuldraError, messageOf } from '../errors/index.js';
import { type ClassModel, methodOf } from '../metadata/index.js';
import { isPlainObject } from '../values/index.js';
import { heldArtifacts } from './held-artifacts.js';

/**
 * The artifacts that the `dependencies` method of an instance returns, each instance once; none for a class without one. The
 * method must be synchronous: a hash is. Throws `DeclarationError` with what is wrong with it.
 */
export function computedDependencies(instance: object, model: ClassModel): readonly object[] {
  const name = methodOf(model, 'dependencies');
  const method: unknown = name === undefined ? undefined : Reflect.get(instance, name);
  if (typeof method !== 'function') return [];
  const call = `${String(name)}()`;
  try {
    return artifactsAmong(Reflect.apply(method, instance, []), call, model);
  } catch (error) {
    if (HuldraError.is(error)) throw error;
    throw refusal(model, call, `threw: ${messageOf(error)}. It may use the fields and nothing else`, error);
  }
}

function refusal(model: ClassModel, path: string, what: string, cause?: unknown): DeclarationError {
  return new DeclarationError(
    `${path} of ${model.name} ${what}. It names the artifacts that create() needs and no field holds; give a method that means something else another name, and mark the right one with @Dependencies().`,
    { artifact: model.name, path, cause },
  );
}

interface Place {
  readonly value: unknown;
  readonly path: string;
}

/** Goes through containers and value objects. What is left out on a condition (`undefined`, `null`) is passed over. */
function artifactsAmong(returned: unknown, call: string, model: ClassModel): readonly object[] {
  const found = new Set<object>();
  const containers = new Set<object>();
  const places: Place[] = [{ value: returned, path: call }];
  for (let place = places.pop(); place !== undefined; place = places.pop()) {
    const { value, path } = place;
    if (value === undefined || value === null || containers.has(value)) continue;
    const held = typeof value === 'object' ? modelOfInstance(value) : undefined;
    if (held?.kind === 'artifact') found.add(value);
    else if (held !== undefined) for (const artifact of heldArtifacts(value, held)) found.add(artifact);
    else {
      const parts = partsOf(place);
      if (parts === undefined) {
        throw refusal(model, path, `${path === call ? 'returns' : 'is'} ${kindOf(value)}, which is no artifact`);
      }
      containers.add(value);
      places.push(...parts.reverse());
    }
  }
  return [...found];
}

/** What a container holds; undefined for what is none. */
function partsOf({ value, path }: Place): Place[] | undefined {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return undefined;
  if (types.isMap(value))
    return [...value.values()].map((part, index) => ({ value: part, path: elementPath(path, index) }));
  if (Symbol.iterator in value) {
    const parts = [...(value as Iterable<unknown>)];
    return parts.map((part, index) => ({ value: part, path: elementPath(path, index) }));
  }
  if (!isPlainObject(value)) return undefined;
  return Object.entries(value).map(([name, part]) => ({ value: part, path: memberPath(path, name) }));
}

function kindOf(value: unknown): string {
  if (types.isPromise(value)) return 'a promise';
  if (typeof value !== 'object' || value === null) return `a ${typeof value}`;
  return `an instance of ${value.constructor?.name ?? 'no class'}`;
}
