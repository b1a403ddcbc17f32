/** Keys that naive code follows to a prototype. Readers of stored JSON refuse them, so nothing may be written with them. */
export const forbiddenKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** A user's key as it is written: one more `$` where it begins with one, so that no object can pass for a tagged value. */
export function escapeKey(key: string): string {
  return key.charCodeAt(0) === 36 ? `$${key}` : key;
}

/** Whether a written key is the name of a tag and not a user's key. */
export function isTag(key: string): boolean {
  return key.startsWith('$') && !key.startsWith('$$');
}

export function unescapeKey(key: string): string {
  return key.startsWith('$$') ? key.slice(1) : key;
}
