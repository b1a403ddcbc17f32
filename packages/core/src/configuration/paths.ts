/** `dataset` + `tags[0]` -> `dataset.tags[0]`; an empty side adds nothing. */
export function joinPath(parent: string, child: string): string {
  if (parent === '' || child === '') return parent + child;
  return child.startsWith('[') ? parent + child : `${parent}.${child}`;
}

export function elementPath(parent: string, key: unknown): string {
  return `${parent}[${typeof key === 'string' ? JSON.stringify(key) : String(key)}]`;
}
