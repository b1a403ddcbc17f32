/** `dataset` + `tags[0]` -> `dataset.tags[0]`; an empty side adds nothing. */
export function joinPath(parent: string, child: string): string {
  if (parent === '' || child === '') return parent + child;
  return child.startsWith('[') ? parent + child : `${parent}.${child}`;
}

/** The path of an element of an array or a Set. */
export function elementPath(parent: string, index: number): string {
  return `${parent}[${index}]`;
}

/** The path of a value in a Map, by its key; by its position where the key is no scalar. */
export function entryPath(parent: string, key: unknown, position: number): string {
  if (typeof key === 'string') return `${parent}[${JSON.stringify(key)}]`;
  const isScalar = key === null || ['number', 'bigint', 'boolean'].includes(typeof key);
  return `${parent}[${isScalar ? String(key) : `entry ${position}`}]`;
}

/** The path of a key in a Map. */
export function keyPath(parent: string, position: number): string {
  return `${parent}[key ${position}]`;
}

const identifier = /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u;

/** The path of a member of a plain object: `options.lr`, or `options["learning rate"]`. */
export function memberPath(parent: string, name: string): string {
  return identifier.test(name) ? joinPath(parent, name) : `${parent}[${JSON.stringify(name)}]`;
}
