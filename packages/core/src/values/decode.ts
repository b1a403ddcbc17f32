import { CorruptArtifactError } from '../errors/index.js';
import type { Json } from './json.js';
import { forbiddenKeys, isTag, unescapeKey } from './keys.js';
import { maxDepth, type Step, Trail } from './path.js';
import { scalarTags } from './scalar-tags.js';
import { isPlainArray, isPlainObject } from './value-kind.js';

export interface DecodeOptions {
  /**
   * Gives the value of an object whose only key is a tag that is not built in, such as `{"$ref":3}`. The tag comes with its `$`.
   * Should throw for tags it does not know.
   */
  readonly instance?: ((tag: string, content: Json, path: string) => unknown) | undefined;
  /** The path of the value itself, for messages. */
  readonly path?: string | undefined;
}

class Decoder {
  readonly #instance: DecodeOptions['instance'];
  readonly #trail: Trail;

  constructor({ instance, path = '' }: DecodeOptions) {
    this.#instance = instance;
    this.#trail = new Trail(path);
  }

  value(json: unknown): unknown {
    switch (typeof json) {
      case 'string':
      case 'boolean':
        return json;
      case 'number':
        if (!Number.isFinite(json)) throw this.#damaged(`${json} is no JSON number`);
        return json;
      case 'object':
        if (json === null) return null;
        if (isPlainArray(json)) return this.#array(json);
        if (isPlainObject(json)) return this.#object(json);
        throw this.#damaged('an instance of a class is no JSON');
      default:
        throw this.#damaged(`a value of type ${typeof json} is no JSON`);
    }
  }

  #array(array: readonly unknown[]): unknown[] {
    this.#enter(array);
    const items = array.map((item, index) => this.#part(index, item));
    this.#trail.leave();
    return items;
  }

  #object(object: Readonly<Record<string, unknown>>): unknown {
    const keys = Object.keys(object);
    const [first] = keys;
    if (keys.length === 1 && first !== undefined && isTag(first)) return this.#tagged(first, object[first]);
    const members: Record<string, unknown> = {};
    this.#enter(object);
    for (const key of keys) {
      this.#trail.at(unescapeKey(key));
      if (isTag(key)) throw this.#damaged(`the tag ${key} has other keys beside it`);
      // Without `__proto__` among the keys, assigning cannot reach a prototype.
      if (forbiddenKeys.has(key)) throw this.#damaged(`the key ${key} is not allowed`);
      members[unescapeKey(key)] = this.value(object[key]);
    }
    this.#trail.leave();
    return members;
  }

  #tagged(tag: string, content: unknown): unknown {
    if (tag === '$set') return this.#set(content);
    if (tag === '$map') return this.#map(content);
    const decodeScalar = scalarTags.get(tag);
    if (decodeScalar !== undefined) {
      const decoded = decodeScalar(content);
      if ('problem' in decoded) throw this.#damaged(`${tag}: ${decoded.problem}`);
      return decoded.value;
    }
    if (this.#instance === undefined) throw this.#damaged(`the tag ${tag} is not known`);
    return this.#instance(tag, content as Json, this.#trail.path());
  }

  #set(content: unknown): Set<unknown> {
    const items = this.#list('$set', content);
    this.#enter(items);
    const set = new Set(items.map((item, index) => this.#part(index, item)));
    this.#trail.leave();
    if (set.size !== items.length) throw this.#damaged('$set: an element comes twice');
    return set;
  }

  #map(content: unknown): Map<unknown, unknown> {
    const entries = this.#list('$map', content);
    const map = new Map<unknown, unknown>();
    this.#enter(entries);
    entries.forEach((entry, position) => {
      this.#trail.at(position);
      const pair = this.#list('an entry of $map', entry);
      if (pair.length !== 2) throw this.#damaged('an entry of $map is not a pair');
      const key = this.#part({ part: 'key', key: undefined, position }, pair[0]);
      map.set(key, this.#part({ part: 'value', key, position }, pair[1]));
    });
    this.#trail.leave();
    if (map.size !== entries.length) throw this.#damaged('$map: a key comes twice');
    return map;
  }

  #list(what: string, content: unknown): readonly unknown[] {
    if (typeof content !== 'object' || content === null || !isPlainArray(content)) {
      throw this.#damaged(`${what} is no array`);
    }
    return content;
  }

  #part(step: Step, json: unknown): unknown {
    this.#trail.at(step);
    return this.value(json);
  }

  #enter(holder: object): void {
    const outcome = this.#trail.enter(holder);
    if (outcome === 'too deep') throw this.#damaged(`it is nested deeper than ${maxDepth} levels`);
    if (outcome === 'cycle') throw this.#damaged('it refers back to what holds it');
  }

  #damaged(problem: string): CorruptArtifactError {
    const path = this.#trail.path();
    return new CorruptArtifactError(`Stored data is damaged${path === '' ? '' : ` at ${path}`}: ${problem}.`, { path });
  }
}

/**
 * The value that `encode` wrote. Objects come back as ordinary objects, with their keys in the order in which they were
 * written.
 *
 * Throws `CorruptArtifactError`, with the path inside the value, for anything that `encode` does not write.
 */
export function decode(json: unknown, options: DecodeOptions = {}): unknown {
  return new Decoder(options).value(json);
}
