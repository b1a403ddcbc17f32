import { type Class, type ClassModel, findModel } from '../metadata/index.js';
import { isPlainObject } from '../values/index.js';
import { elementPath, joinPath } from './paths.js';

/** The model of a decorated instance (artifact or value object), or undefined for every other value. */
export function modelOfInstance(value: object): ClassModel | undefined {
  const cls: unknown = value.constructor;
  return typeof cls === 'function' ? findModel(cls as unknown as Class) : undefined;
}

/**
 * Calls `visit` with every decorated instance held by `value`, directly or in arrays, Maps, Sets and plain objects, without
 * going into the instances themselves.
 */
export function visitInstances(
  value: unknown,
  path: string,
  visit: (instance: object, model: ClassModel, path: string) => void,
  containers: Set<object> = new Set(),
): void {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || containers.has(value)) return;
  const model = modelOfInstance(value);
  if (model !== undefined) {
    visit(value, model, path);
    return;
  }
  containers.add(value);
  const into = (element: unknown, at: string) => visitInstances(element, at, visit, containers);
  if (Array.isArray(value)) for (const [index, element] of value.entries()) into(element, elementPath(path, index));
  else if (value instanceof Set) for (const element of value) into(element, elementPath(path, '*'));
  else if (value instanceof Map) {
    for (const [key, element] of value) {
      into(key, elementPath(path, 'key'));
      into(element, elementPath(path, key));
    }
  } else if (isPlainObject(value))
    for (const [key, element] of Object.entries(value)) into(element, joinPath(path, key));
}
