import { Buffer } from 'node:buffer';
import { Fold, type Form } from './fold.js';
import type { Json } from './json.js';
import { escapeKey } from './keys.js';
import type { Purpose } from './refusal.js';

export interface EncodeOptions {
  /** Gives the JSON of decorated instances, such as `{"$ref":3}`; undefined for all others. */
  readonly instance?: ((value: object, path: string) => Json | undefined) | undefined;
  /**
   * True for results, which keep `undefined` wherever it stands. Configurations leave such members out, as their hash does, and
   * refuse other places.
   */
  readonly keepUndefined?: boolean | undefined;
  /** The path of the value itself, for messages. */
  readonly path?: string | undefined;
}

class JsonForm implements Form<Json> {
  readonly purpose: Purpose;
  readonly sortsKeys = false;
  readonly absent: Json | undefined;
  readonly #instance: EncodeOptions['instance'];

  constructor({ instance, keepUndefined = false }: EncodeOptions) {
    this.purpose = keepUndefined ? 'result' : 'configuration';
    this.absent = keepUndefined ? { $undefined: true } : undefined;
    this.#instance = instance;
  }

  literal(value: null | boolean): Json {
    return value;
  }

  number(value: number): Json {
    if (Object.is(value, -0)) return { $number: '-0' };
    return Number.isFinite(value) ? value : { $number: String(value) };
  }

  string(value: string): Json {
    return value;
  }

  bigint(value: bigint): Json {
    return { $bigint: String(value) };
  }

  array(items: Json[]): Json {
    return items;
  }

  object(keys: readonly string[], members: readonly Json[]): Json {
    return Object.fromEntries(keys.map((key, index) => [escapeKey(key), members[index] ?? null]));
  }

  date(iso: string): Json {
    return { $date: iso };
  }

  bytes(type: string, bytes: Uint8Array): Json {
    const base64 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
    return { $bytes: { type, base64 } };
  }

  set(items: Json[]): Json {
    return { $set: items };
  }

  map(entries: [Json, Json][]): Json {
    return { $map: entries };
  }

  url(href: string): Json {
    return { $url: href };
  }

  instance(value: object, path: () => string): Json | undefined {
    return this.#instance?.(value, path());
  }
}

/**
 * The tagged JSON of a value: what `decode` turns back into an equal value, after `JSON.stringify` and `JSON.parse` too. The
 * order of keys, of sets and of maps is kept.
 *
 * Throws `UnhashableValueError`, with the path, for what cannot be kept: functions, symbols, instances of undecorated
 * classes, cycles.
 */
export function encode(value: unknown, options: EncodeOptions = {}): Json {
  return new Fold<Json>(new JsonForm(options), options.path ?? '').value(value);
}
