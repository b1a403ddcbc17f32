import { inspect } from 'node:util';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { Artifact, Config, Field, fromJSON, Huldra, hashOf, of, SealedFieldError, toJSON } from '../../src/index.js';
import { thrownBy } from '../configuration/support/problems.js';

@Config({ namespace: 'sealing/Part' })
class Part {
  @Field() size = 1;
}

@Artifact({ namespace: 'sealing/Model' })
class Model extends Huldra<number> {
  @Field() lr = 1;
  @Field() list: unknown[] = [];
  @Field() options: Record<string, unknown> = {};
  @Field() map = new Map<unknown, unknown>();
  @Field() set = new Set<unknown>();
  @Field() date = new Date(0);
  @Field() url = new URL('https://example.org/a?b=c#d');
  @Field() bytes: Uint8Array = new Uint8Array();
  @Field(() => Part) part = of(Part);
  @Field({ hash: false }) workers: number[] = [];
  @Field({ optional: true }) note?: string;
  readonly #factor = 2;
  calls = 0;

  create() {
    this.calls += 1;
    return this.lr * this.#factor;
  }
}

let model: Model;
const nested = { a: [{ b: [1] }] };
const original = {
  list: [[1], { x: [2] }] as unknown[],
  options: nested,
  map: new Map<unknown, unknown>([
    ['k', [1]],
    [[2], new Set([3])],
  ]),
  set: new Set<unknown>([[1], 'x']),
  date: new Date(5),
  url: new URL('https://example.org/a?b=c#d'),
  bytes: new Uint8Array([1, 2, 3]),
};

beforeEach(() => {
  model = of(Model, original);
  hashOf(model);
});

describe('once the hash is taken', () => {
  test('writing to a field throws, and says what to do', () => {
    const error = thrownBy(() => {
      model.lr = 2;
    });
    expect(SealedFieldError.is(error)).toBe(true);
    expect(error).toMatchObject({ code: 'SEALED_FIELD', path: 'lr', artifact: 'sealing/Model' });
    expect(String(error)).toContain('Make another one: of(Model, { …, lr })');
    expect(model.lr).toBe(1);
    expect(() => Reflect.deleteProperty(model, 'lr')).not.toThrow();
    expect(model.lr).toBe(1);
  });

  test('so does writing to an unhashed field, to one without a value, and to those of nested instances', () => {
    for (const change of [
      () => Object.assign(model, { workers: [2] }),
      () => Object.assign(model, { note: 'x' }),
      () => Object.assign(model.part, { size: 2 }),
    ]) {
      expect(change).toThrow(SealedFieldError);
    }
  });

  test('arrays and objects in fields are frozen through and through', () => {
    for (const held of [model.list, model.list[0], model.list[1], model.options, model.options.a]) {
      expect(Object.isFrozen(held)).toBe(true);
    }
    expect(() => model.list.push(1)).toThrow(TypeError);
    expect(Object.isFrozen(model.map.get('k'))).toBe(true);
    expect([...model.map.keys(), ...model.set].filter(Array.isArray).every(Object.isFrozen)).toBe(true);
  });

  test.each<[string, (model: Model) => unknown]>([
    ['Map.set', ({ map }) => map.set('x', 1)],
    ['Map.delete', ({ map }) => map.delete('k')],
    ['Map.clear', ({ map }) => map.clear()],
    ['Set.add', ({ set }) => set.add(1)],
    ['Set.delete', ({ set }) => set.delete('x')],
    ['Set.clear', ({ set }) => set.clear()],
    ['a Set in a Map', ({ map }) => [...map.values()].filter((value) => value instanceof Set)[0]?.add(1)],
    ['Date.setTime', ({ date }) => date.setTime(1)],
    ['Date.setFullYear', ({ date }) => date.setFullYear(2000)],
    ['Date.setUTCMinutes', ({ date }) => date.setUTCMinutes(1)],
    ['URL.href', ({ url }) => Object.assign(url, { href: 'https://example.org/other' })],
    ['URL.pathname', ({ url }) => Object.assign(url, { pathname: '/x' })],
    ['URL.search', ({ url }) => Object.assign(url, { search: '?x' })],
    ['URL.searchParams.append', ({ url }) => url.searchParams.append('x', '1')],
    ['URL.searchParams.delete', ({ url }) => url.searchParams.delete('b')],
  ])('%s throws', (_, change) => {
    const before = JSON.stringify(toJSON(model));
    expect(() => change(model)).toThrow(SealedFieldError);
    expect(JSON.stringify(toJSON(model))).toBe(before);
  });

  test('what was passed in stays the caller’s: neither frozen nor seen', () => {
    original.list.push('later');
    nested.a.push({ b: [9] });
    original.map.set('later', 1);
    original.set.add('later');
    original.date.setTime(9);
    original.url.pathname = '/later';
    original.bytes[0] = 9;
    try {
      expect(JSON.stringify(toJSON(model))).not.toMatch(/later/);
      expect(model.date.getTime()).toBe(5);
      expect(model.options).toEqual({ a: [{ b: [1] }] });
      expect(model.bytes).toEqual(new Uint8Array([1, 2, 3]));
      expect(hashOf(fromJSON(toJSON(model)))).toBe(model.hash);
    } finally {
      original.list.pop();
      nested.a.pop();
      original.map.delete('later');
      original.set.delete('later');
      original.date.setTime(5);
      original.url.pathname = '/a';
      original.bytes[0] = 1;
    }
  });

  test('values are still what they were', () => {
    expect(model.list).toEqual(original.list);
    expect(model.map).toEqual(original.map);
    expect(model.set).toEqual(original.set);
    expect(model.date).toEqual(original.date);
    expect(model.date.toISOString()).toBe('1970-01-01T00:00:00.005Z');
    expect([model.url.href, model.url.hash, String(model.url)]).toEqual([
      original.url.href,
      '#d',
      'https://example.org/a?b=c#d',
    ]);
    expect(model.url.searchParams.get('b')).toBe('c');
    expect(model.bytes).toBeInstanceOf(Uint8Array);
  });

  test.each<[string, unknown]>([
    ['Buffer', Buffer.from('abc')],
    ['Float32Array', new Float32Array([1.5])],
    ['BigUint64Array', new BigUint64Array([1n])],
    ['ArrayBuffer', new Uint8Array([1, 2]).buffer],
    ['Uint8Array', new Uint8Array(64).subarray(8, 12).fill(7)],
  ])('a %s stays one', (name, value) => {
    const sealed = of(Model, { options: { value } });
    hashOf(sealed);
    const copy = sealed.options.value as object;
    expect(copy).toEqual(value);
    expect(copy.constructor.name).toBe(name);
    expect(copy).not.toBe(value);
    if (ArrayBuffer.isView(copy)) expect(copy.buffer.byteLength).toBeLessThan(64 * 1024);
  });

  test('the instance still works, and what is no field can still change', () => {
    expect(model.create()).toBe(2);
    expect(model.calls).toBe(1);
    expect(model).toBeInstanceOf(Model);
    expect(Object.keys(model)).toEqual(expect.arrayContaining(['lr', 'list', 'part']));
    expect({ ...model }).toMatchObject({ lr: 1, calls: 1 });
    expect(hashOf(of(Model, { ...original, lr: 2 }))).not.toBe(model.hash);
    expect(structuredClone({ ...model, part: null }).lr).toBe(1);
  });

  test('it is printed with its values', () => {
    const text = inspect(model, { depth: 4 });
    expect(text).toMatch(/^Model \{/);
    expect(text).toContain('lr: 1');
    expect(text).toContain('part: Part { size: 1 }');
    expect(text).not.toMatch(/Getter|Setter/);
  });

  test('it compares as equal to an equal one', () => {
    const other = of(Model, original);
    expect(model).toEqual(other);
    hashOf(other);
    expect(model).toEqual(other);
  });
});

describe('an instance that is not extensible', () => {
  const declared = (close: (instance: object) => unknown) => {
    @Artifact({ namespace: 'sealing/Closed' })
    class Closed {
      @Field() value = 1;
      @Field() list: number[] = [1];
      constructor(value = 1) {
        this.value = value;
        close(this);
      }
    }
    return Closed;
  };

  test.each([
    ['frozen', Object.freeze],
    ['sealed', Object.seal],
    ['not extensible', Object.preventExtensions],
  ])('because it is %s is hashed, and cannot be changed afterwards', (_, close) => {
    const Closed = declared(close);
    const [one, two] = [new Closed(1), new Closed(2)];
    expect(hashOf(one)).toBe(hashOf(of(declared(() => undefined))));
    expect(hashOf(two)).not.toBe(hashOf(one));
    expect(() => {
      one.value = 5;
    }).toThrow(TypeError);
    expect(hashOf(one)).toBe(toJSON(one).nodes[0]?.hash);
    expect(inspect(one)).toContain('value: 1');
  });
});
