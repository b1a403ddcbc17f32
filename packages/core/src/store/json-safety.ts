/*
 * What JSON may look like before it is worth parsing. V8 parses any depth, but code that walks the result recurses, and a key
 * such as `__proto__` becomes a prototype as soon as somebody copies the object with an assignment.
 */

const maxDepth = 200;

/** The quoted names themselves, and any `\u`, behind which one could hide: only then is it worth looking at the keys. */
const suspicious = /"(?:__proto__|constructor|prototype)"|\\u/;
const forbidden: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

const quote = 0x22;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

/** Parses JSON from disk. What is wrong with it comes back as a string that completes "the file …". */
export function parseSafely(bytes: Uint8Array, text: string): { readonly value: unknown } | string {
  if (isTooDeep(bytes)) return `nests deeper than ${maxDepth} levels`;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'is not JSON';
  }
  const key = suspicious.test(text) ? forbiddenKey(value) : undefined;
  return key === undefined ? { value } : `has a member named ${key}, which is not allowed`;
}

/** A scan of the brackets outside strings: bytes, because that is six times faster than characters. */
function isTooDeep(bytes: Uint8Array): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index];
    if (inString) {
      if (byte === backslash) index += 1;
      else if (byte === quote) inString = false;
    } else if (byte === quote) {
      inString = true;
    } else if (byte === openBrace || byte === openBracket) {
      depth += 1;
      if (depth > maxDepth) return true;
    } else if (byte === closeBrace || byte === closeBracket) {
      depth -= 1;
    }
  }
  return false;
}

/** Recursion is bounded: `isTooDeep` has been asked before. */
function forbiddenKey(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, member] of Object.entries(value)) {
    const found = forbidden.has(key) ? key : forbiddenKey(member);
    if (found !== undefined) return found;
  }
  return undefined;
}
