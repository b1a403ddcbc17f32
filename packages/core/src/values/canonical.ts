import { hash } from 'node:crypto';
import { Fold, type Form } from './fold.js';
import { escapeKey } from './keys.js';
import { equalKeysRefusal, type Refusal } from './refusal.js';

/** Gives the canonical text of decorated instances (nested artifacts, value objects), undefined for all others. */
export type InstanceText = (value: object, path: string) => string | undefined;

/** Texts in which JSON escapes nothing: no control characters, quotes, backslashes or lone surrogates. */
const unescaped = /^[ !#-[\]-\ud7ff\ue000-\uffff]*$/;

/** `JSON.stringify` of a string, three times as fast for the short ones without escapes that names and keys are. */
function quote(text: string): string {
  return text.length < 100 && unescaped.test(text) ? `"${text}"` : JSON.stringify(text);
}

/** By UTF-16 code units, which is what `<` compares: a hash must not depend on a locale. */
function byKey([a]: readonly [string, string], [b]: readonly [string, string]): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** The text of an object from its keys, sorted already, and the parallel texts of its members. */
export function objectText(keys: readonly string[], members: readonly string[]): string {
  let text = '';
  for (let index = 0; index < keys.length; index += 1) {
    text += `${index === 0 ? '{' : ','}${quote(escapeKey(keys[index] ?? ''))}:${members[index]}`;
  }
  return text === '' ? '{}' : `${text}}`;
}

/** docs/hash-format.md, version 1. Any change to the text that is made here is a new version of the format. */
class CanonicalForm implements Form<string> {
  readonly purpose = 'hash';
  readonly sortsKeys = true;
  readonly absent = undefined;
  readonly #instanceText: InstanceText | undefined;

  constructor(instanceText: InstanceText | undefined) {
    this.#instanceText = instanceText;
  }

  literal(value: null | boolean): string {
    return String(value);
  }

  number(value: number): string {
    return Number.isFinite(value) ? String(value) : `{"$number":"${value}"}`;
  }

  string(value: string): string {
    return quote(value);
  }

  bigint(value: bigint): string {
    return `{"$bigint":"${value}"}`;
  }

  array(items: string[]): string {
    return `[${items.join(',')}]`;
  }

  object(keys: readonly string[], members: readonly string[]): string {
    return objectText(keys, members);
  }

  date(iso: string): string {
    return `{"$date":"${iso}"}`;
  }

  bytes(type: string, bytes: Uint8Array): string {
    const name = type === 'Buffer' ? 'Uint8Array' : type;
    return `{"$bytes":{"length":${bytes.length},"sha256":"${sha256Hex(bytes)}","type":"${name}"}}`;
  }

  set(items: string[]): string {
    return `{"$set":[${items.sort().join(',')}]}`;
  }

  map(entries: [string, string][], refuse: (refusal: Refusal) => Error): string {
    entries.sort(byKey);
    const repeated = entries.find(([key], index) => key === entries[index - 1]?.[0]);
    if (repeated !== undefined) throw refuse(equalKeysRefusal(repeated[0]));
    return `{"$map":[${entries.map(([key, value]) => `[${key},${value}]`).join(',')}]}`;
  }

  url(href: string): string {
    return `{"$url":${quote(href)}}`;
  }

  instance(value: object, path: () => string): string | undefined {
    return this.#instanceText?.(value, path());
  }
}

const plainForm = new CanonicalForm(undefined);

/**
 * The canonical text of a value: equal values have equal texts, whatever the order in which they were put together, and
 * different values have different ones. `path` is the path of `value` itself, for messages.
 *
 * `instanceText` is asked about instances of classes, and about nothing else. It is the one to notice that instances refer
 * to each other in a circle: a call of `canonical` from within it starts anew.
 *
 * Throws `UnhashableValueError`, with the path, for anything that has no stable identity: functions, symbols, `undefined`
 * elsewhere than as a member, instances of undecorated classes, cycles.
 */
export function canonical(value: unknown, instanceText?: InstanceText, path = ''): string {
  const form = instanceText === undefined ? plainForm : new CanonicalForm(instanceText);
  return new Fold(form, path).value(value);
}

/** The SHA-256 of bytes, or of the UTF-8 form of a text, as 64 hex digits. */
export function sha256Hex(text: string | Uint8Array): string {
  return hash('sha256', text);
}

/** The hash that names a canonical text: the first 32 hex digits of its SHA-256. */
export function digest(text: string): string {
  return sha256Hex(text).slice(0, 32);
}
