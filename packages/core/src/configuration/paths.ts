/** `dataset` + `tags[0]` -> `dataset.tags[0]`; an empty side adds nothing. */
export function joinPath(parent: string, child: string): string {
  if (parent === '' || child === '') return parent + child;
  return child.startsWith('[') ? parent + child : `${parent}.${child}`;
}

/** The path of an element by its index, or by its key in a Map. Keys that are objects have no short name. */
export function elementPath(parent: string, key: unknown): string {
  if (typeof key === 'string') return `${parent}[${JSON.stringify(key)}]`;
  return `${parent}[${typeof key === 'object' && key !== null ? '*' : String(key)}]`;
}

const identifier = /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u;

/** The path of a member of a plain object: `options.lr`, or `options["learning rate"]`. */
export function memberPath(parent: string, name: string): string {
  return identifier.test(name) ? joinPath(parent, name) : elementPath(parent, name);
}
