import { binaryOf } from './binary.js';
import { forbiddenKeys } from './keys.js';
import { type Step, Trail } from './path.js';
import {
  cycleRefusal,
  extraPropertyRefusal,
  forbiddenKeyRefusal,
  functionRefusal,
  instanceRefusal,
  type Purpose,
  type Refusal,
  refusals,
  refuse,
  symbolKeyRefusal,
} from './refusal.js';
import {
  isPlainArray,
  isPlainArrayBuffer,
  isPlainDate,
  isPlainMap,
  isPlainObject,
  isPlainSet,
  isPlainTypedArray,
  isPlainUrl,
} from './value-kind.js';

/** What the values of each kind become: one method per kind, given what the parts have become already. */
export interface Form<R> {
  readonly purpose: Purpose;
  readonly sortsKeys: boolean;
  /** What `undefined` becomes. When this is undefined too, members are left out and elements refused. */
  readonly absent: R | undefined;
  literal(value: null | boolean): R;
  number(value: number): R;
  string(value: string): R;
  bigint(value: bigint): R;
  array(items: R[]): R;
  /** `keys` and `members` are parallel. */
  object(keys: readonly string[], members: readonly R[]): R;
  date(iso: string): R;
  bytes(type: string, bytes: Uint8Array): R;
  set(items: R[]): R;
  map(entries: [R, R][], refuse: (refusal: Refusal) => Error): R;
  url(href: string): R;
  /** Instances of classes; undefined when the class is not a decorated one. */
  instance(value: object, path: () => string): R | undefined;
}

/**
 * Walks a value and builds its `Form`. This is the only place that says which values have an identity and can be stored: all
 * that it refuses throws `UnhashableValueError` with the path of what was found.
 */
export class Fold<R> {
  readonly #form: Form<R>;
  readonly #trail: Trail;

  constructor(form: Form<R>, path: string) {
    this.#form = form;
    this.#trail = new Trail(path);
  }

  value(value: unknown): R {
    switch (typeof value) {
      case 'string':
        return this.#form.string(value);
      case 'number':
        return this.#form.number(value);
      case 'boolean':
        return this.#form.literal(value);
      case 'object':
        return value === null ? this.#form.literal(value) : this.#object(value);
      case 'bigint':
        return this.#form.bigint(value);
      case 'undefined':
        if (this.#form.absent === undefined) throw this.#refuse(refusals.undefinedElement);
        return this.#form.absent;
      case 'function':
        throw this.#refuse(functionRefusal(value));
      default:
        throw this.#refuse(refusals.symbol);
    }
  }

  #object(value: object): R {
    if (isPlainObject(value)) return this.#members(value);
    if (isPlainArray(value)) return this.#elements(value);
    if (isPlainTypedArray(value)) return this.#bytes(value);
    const builtIn = this.#builtIn(value);
    if (builtIn !== undefined) {
      this.#refuseSymbols(value);
      this.#refuseExtra(value, Object.keys(value)[0]);
      return builtIn;
    }
    const instance = this.#form.instance(value, () => this.#trail.path());
    if (instance === undefined) throw this.#refuse(instanceRefusal(value, this.#form.purpose));
    return instance;
  }

  /** Built-in objects that should have no properties of their own; undefined when the value is none of them. */
  #builtIn(value: object): R | undefined {
    if (isPlainDate(value)) return this.#date(value);
    if (isPlainSet(value)) return this.#set(value);
    if (isPlainMap(value)) return this.#map(value);
    if (isPlainUrl(value)) return this.#form.url(value.href);
    if (isPlainArrayBuffer(value)) return this.#bytes(value);
    return undefined;
  }

  #members(object: Readonly<Record<string, unknown>>): R {
    this.#refuseSymbols(object);
    const { sortsKeys, absent } = this.#form;
    const keys = Object.keys(object);
    if (sortsKeys) keys.sort();
    const members: R[] = [];
    this.#enter(object);
    for (const key of keys) {
      const member = object[key];
      if (member === undefined && absent === undefined) continue;
      this.#trail.at(key);
      if (forbiddenKeys.has(key)) throw this.#refuse(forbiddenKeyRefusal(key));
      keys[members.length] = key;
      members.push(this.value(member));
    }
    this.#trail.leave();
    keys.length = members.length;
    return this.#form.object(keys, members);
  }

  #elements(array: readonly unknown[]): R {
    this.#refuseSymbols(array);
    const keys = Object.keys(array);
    const items: R[] = [];
    this.#enter(array);
    for (let index = 0; index < array.length; index += 1) {
      const item = array[index];
      this.#trail.at(index);
      if (item === undefined && !Object.hasOwn(array, index)) throw this.#refuse(refusals.hole);
      items.push(this.value(item));
    }
    this.#trail.leave();
    // Without holes, whatever follows the indices is a named property.
    this.#refuseExtra(array, keys[array.length]);
    return this.#form.array(items);
  }

  #set(set: ReadonlySet<unknown>): R {
    const items: R[] = [];
    this.#enter(set);
    for (const item of set) items.push(this.#part(items.length, item));
    this.#trail.leave();
    return this.#form.set(items);
  }

  #map(map: ReadonlyMap<unknown, unknown>): R {
    const entries: [R, R][] = [];
    this.#enter(map);
    for (const [key, value] of map) {
      const position = entries.length;
      entries.push([
        this.#part({ part: 'key', key, position }, key),
        this.#part({ part: 'value', key, position }, value),
      ]);
    }
    this.#trail.leave();
    return this.#form.map(entries, (refusal) => this.#refuse(refusal));
  }

  #part(step: Step, value: unknown): R {
    this.#trail.at(step);
    return this.value(value);
  }

  #date(date: Date): R {
    if (Number.isNaN(date.getTime())) throw this.#refuse(refusals.invalidDate);
    return this.#form.date(date.toISOString());
  }

  #bytes(value: ArrayBuffer | NodeJS.TypedArray): R {
    const binary = binaryOf(value);
    if (binary === undefined) throw this.#refuse(instanceRefusal(value, this.#form.purpose));
    if (binary === 'detached') throw this.#refuse(refusals.detached);
    return this.#form.bytes(binary.type, binary.bytes);
  }

  #enter(holder: object): void {
    const outcome = this.#trail.enter(holder);
    if (outcome === 'entered') return;
    throw this.#refuse(outcome === 'cycle' ? cycleRefusal(this.#trail.pathOf(holder)) : refusals.tooDeep);
  }

  #refuseSymbols(object: object): void {
    for (const symbol of Object.getOwnPropertySymbols(object)) {
      if (Object.prototype.propertyIsEnumerable.call(object, symbol)) throw this.#refuse(symbolKeyRefusal(symbol));
    }
  }

  #refuseExtra(object: object, name: string | undefined): void {
    if (name !== undefined) throw this.#refuse(extraPropertyRefusal(object, name));
  }

  #refuse(refusal: Refusal): Error {
    return refuse(this.#trail.path(), refusal, this.#form.purpose);
  }
}
