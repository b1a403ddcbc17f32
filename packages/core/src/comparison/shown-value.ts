import { isTag, type Json, unescapeKey } from '../values/index.js';
import type { Side } from './compare.js';

const defaultLength = 40;

/** Control characters must not drive a terminal, nor hide what a text says; JSON escapes only some of them. */
const harmful = /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** A text that needs no quotes to be read: no blanks, and nothing that could be a number or a word of JSON. */
const plain = /^(?!(?:true|false|null|undefined|none|NaN|-?Infinity)$)[\p{L}_/.@~][\p{L}\p{N}_/.@~:+-]*$/u;

/** A value of a configuration as a person reads it, on one line: `50000`, `c4`, `"two words"`, `[64, 64]`, `Dataset 1b499ef`. */
export function shownSide(side: Side | undefined, length = defaultLength): string {
  if (side === undefined) return 'none';
  if (side.artifact !== undefined) return `${side.artifact.className} ${side.artifact.hash.slice(0, 7)}`;
  return cut(side.json === undefined ? side.text : shownJson(side.json, true), length);
}

/** Characters, not code units: half a surrogate pair is none. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const characters = [...text];
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
}

function shownJson(json: Json, isOuter = false): string {
  if (typeof json === 'string') return isOuter && plain.test(json) ? json : quoted(json);
  if (typeof json !== 'object' || json === null) return String(json);
  if (Array.isArray(json)) return `[${json.map((held: Json) => shownJson(held)).join(', ')}]`;
  const members = Object.entries(json as { readonly [key: string]: Json });
  const [first] = members;
  if (first !== undefined && members.length === 1 && isTag(first[0])) return shownTag(first[0], first[1]);
  const shown = members.map(([name, held]) => `${shownKey(unescapeKey(name))}: ${shownJson(held)}`);
  return shown.length === 0 ? '{}' : `{ ${shown.join(', ')} }`;
}

function shownKey(name: string): string {
  return plain.test(name) ? name : quoted(name);
}

function quoted(text: string): string {
  return JSON.stringify(text).replace(harmful, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function shownTag(tag: string, content: Json): string {
  const text = typeof content === 'string' ? content : '';
  if (tag === '$bigint') return `${text}n`;
  if (tag === '$date' || tag === '$url' || tag === '$number') return text.replace(harmful, '');
  if (tag === '$set' && Array.isArray(content))
    return `Set {${content.map((held: Json) => shownJson(held)).join(', ')}}`;
  if (tag === '$map' && Array.isArray(content)) {
    const entries = content.map((entry: Json) =>
      (entry as readonly Json[]).map((held) => shownJson(held)).join(' => '),
    );
    return `Map {${entries.join(', ')}}`;
  }
  if (tag === '$bytes') return shownBytes(content as { readonly [key: string]: Json });
  return JSON.stringify({ [tag]: content });
}

function shownBytes({ type, base64 }: { readonly [key: string]: Json }): string {
  return `${String(type)} of ${Buffer.byteLength(String(base64), 'base64')} bytes`;
}
