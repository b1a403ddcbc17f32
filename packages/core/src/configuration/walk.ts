import { types } from 'node:util';
import { type Class, type ClassModel, findModel } from '../metadata/index.js';
import { isPlainObject } from '../values/index.js';
import { elementPath, entryPath, keyPath, memberPath } from './paths.js';

/** The model of a decorated instance (artifact or value object), or undefined for every other value. */
export function modelOfInstance(value: object): ClassModel | undefined {
  const cls: unknown = value.constructor;
  return typeof cls === 'function' ? findModel(cls as unknown as Class) : undefined;
}

interface Place {
  readonly value: object;
  readonly path: string;
}

/**
 * Calls `visit` with every decorated instance held by `value`, directly or in arrays, Maps, Sets and plain objects, without
 * going into the instances themselves. An explicit stack: what nests too deeply is refused by the hash, with its path.
 */
export function visitInstances(
  value: object,
  path: string,
  visit: (instance: object, model: ClassModel, path: string) => void,
): void {
  const containers = new Set<object>();
  const stack: Place[] = [{ value, path }];
  for (let place = stack.pop(); place !== undefined; place = stack.pop()) {
    if (ArrayBuffer.isView(place.value) || containers.has(place.value)) continue;
    const model = modelOfInstance(place.value);
    if (model !== undefined) {
      visit(place.value, model, place.path);
      continue;
    }
    containers.add(place.value);
    // The stack takes them from the end; reversed, they come in their own order.
    for (const held of objectsIn(place).reverse()) stack.push(held);
  }
}

/** The objects that a container holds directly. Scalars, of which there may be millions, are passed over. */
function objectsIn({ value, path }: Place): Place[] {
  const found: Place[] = [];
  const add = (held: unknown, at: () => string) => {
    if (typeof held === 'object' && held !== null) found.push({ value: held, path: at() });
  };
  if (Array.isArray(value)) {
    value.forEach((held, index) => {
      add(held, () => elementPath(path, index));
    });
  } else if (types.isSet(value)) {
    [...value].forEach((held, index) => {
      add(held, () => elementPath(path, index));
    });
  } else if (types.isMap(value)) {
    [...value].forEach(([key, held], position) => {
      add(key, () => keyPath(path, position));
      add(held, () => entryPath(path, key, position));
    });
  } else if (isPlainObject(value)) {
    for (const [key, held] of Object.entries(value)) add(held, () => memberPath(path, key));
  }
  return found;
}
