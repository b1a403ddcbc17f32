import { Buffer } from 'node:buffer';
import { runInNewContext } from 'node:vm';
import { expect, test } from '@jest/globals';
import { UnhashableValueError } from '../../src/errors/index.js';
import { littleEndian } from '../../src/values/binary.js';
import { canonical, digest, sha256Hex } from '../../src/values/canonical.js';

class Foo {
  a = 1;
}

function refusal(value: unknown, path?: string): UnhashableValueError {
  try {
    canonical(value, undefined, path);
  } catch (error) {
    if (error instanceof UnhashableValueError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** A value inside of so many arrays. */
function nested(levels: number): unknown {
  let value: unknown = [];
  for (let level = 1; level < levels; level += 1) value = [value];
  return value;
}

test('scalars are written as JSON writes them', () => {
  expect([null, true, false, 'a"\n', 1, -0, 1e21, 0.1].map((value) => canonical(value))).toEqual([
    'null',
    'true',
    'false',
    '"a\\"\\n"',
    '1',
    '0',
    '1e+21',
    '0.1',
  ]);
});

test('strings are escaped exactly as JSON.stringify does it, whatever code unit they hold', () => {
  for (let unit = 0; unit <= 0xffff; unit += 1) {
    const text = String.fromCharCode(unit);
    if (canonical(text) !== JSON.stringify(text)) throw new Error(`code unit ${unit} differs`);
  }
  for (const text of ['\u{1f600}', 'x'.repeat(200), `${'x'.repeat(200)}"`, '\ud83d\ud83d\ude00']) {
    expect(canonical(text)).toBe(JSON.stringify(text));
  }
});

test('keys are sorted by UTF-16 code unit and undefined members left out', () => {
  expect(canonical({ b: 1, a: undefined, B: 2, 10: 3, 9: 4, é: 5, '\uff5e': 6, '\u{1f600}': 7 })).toBe(
    '{"10":3,"9":4,"B":2,"b":1,"é":5,"\u{1f600}":7,"\uff5e":6}',
  );
});

test('what JSON lacks is written as tagged values', () => {
  const values = [Number.NaN, Number.NEGATIVE_INFINITY, 12n, new Date(0), new URL('HTTP://h/a b')];
  expect(values.map((value) => canonical(value))).toEqual([
    '{"$number":"NaN"}',
    '{"$number":"-Infinity"}',
    '{"$bigint":"12"}',
    '{"$date":"1970-01-01T00:00:00.000Z"}',
    '{"$url":"http://h/a%20b"}',
  ]);
});

test('sets and maps are sorted by canonical text', () => {
  expect(canonical(new Set([9, 10, 'b', 'a']))).toBe('{"$set":["a","b",10,9]}');
  const map = new Map<unknown, unknown>([
    [{ k: 1 }, 1],
    ['b', new Set([2, 1])],
    [2, 3],
  ]);
  expect(canonical(map)).toBe('{"$map":[["b",{"$set":[1,2]}],[2,3],[{"k":1},1]]}');
});

test('a set keeps equal elements, because it has another size than one without them', () => {
  expect(canonical(new Set([[], []]))).toBe('{"$set":[[],[]]}');
});

test('bytes enter with their type, length and digest, and a Buffer as the Uint8Array that it is', () => {
  const sha256 = sha256Hex(new Uint8Array([1, 0]));
  expect(canonical(new Uint16Array([1]))).toBe(`{"$bytes":{"length":2,"sha256":"${sha256}","type":"Uint16Array"}}`);
  expect(canonical(Buffer.from([1, 0]))).toBe(canonical(new Uint8Array([9, 1, 0, 9]).subarray(1, 3)));
  expect(canonical(new Uint8Array([1, 0]).buffer)).toContain('"type":"ArrayBuffer"');
});

test('elements of several bytes are little-endian on every host', () => {
  const bytes = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]);
  expect([1, 2, 4, 8].map((width) => [...littleEndian(bytes, width, 'BE')])).toEqual([
    [1, 2, 3, 4, 5, 6, 7, 8],
    [2, 1, 4, 3, 6, 5, 8, 7],
    [4, 3, 2, 1, 8, 7, 6, 5],
    [8, 7, 6, 5, 4, 3, 2, 1],
  ]);
  expect(littleEndian(bytes, 8, 'LE')).toBe(bytes);
  expect([...bytes]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});

test('no object can pass for a tagged value', () => {
  expect(canonical({ $date: 'x' })).toBe('{"$$date":"x"}');
  expect(canonical({ $$date: 'x', $: 1, a$: 2 })).toBe('{"$$":1,"$$$date":"x","a$":2}');
});

test('values of another realm count like those of this one', () => {
  const source = `({
    a: [1, { b: 2 }], date: new Date(0), map: new Map([[1, 2]]), set: new Set([1]),
    bytes: new Float32Array([1]), memory: new ArrayBuffer(2), bare: Object.create(null),
  })`;
  const here = new Function(`return ${source}`) as () => unknown;
  expect(canonical(runInNewContext(source))).toBe(canonical(here()));
  expect(refusal(runInNewContext('class Foo {}; ({ a: new Foo() })')).message).toContain('an instance of Foo');
  expect(refusal(runInNewContext('class Own extends Array {}; Own.of(1)')).message).toContain('an instance of Own');
});

test('instances are given to the hook, with their path, and nothing else is', () => {
  const seen: string[] = [];
  const text = canonical(
    { list: [new Foo(), new Map([['k', new Foo()]])], plain: { when: new Date(0) } },
    (value, path) => {
      seen.push(path);
      return value instanceof Foo ? '<foo>' : undefined;
    },
    'root',
  );
  expect(text).toContain('"list":[<foo>,{"$map":[["k",<foo>]]}]');
  expect(seen).toEqual(['root.list[0]', 'root.list[1]["k"]']);
  expect(() => canonical([new Foo()], () => undefined)).toThrow('[0] is an instance of Foo');
});

test('an object that appears twice is no cycle', () => {
  const part = { a: [1] };
  expect(canonical([part, part, { part }])).toBe('[{"a":[1]},{"a":[1]},{"part":{"a":[1]}}]');
});

test('values may nest 500 levels deep, and no deeper', () => {
  expect(canonical(nested(500))).toBe('['.repeat(500) + ']'.repeat(500));
  expect(refusal(nested(501)).message).toContain('nested deeper than 500 levels');
  expect(refusal(nested(501)).path).toBe('[0]'.repeat(500));
});

test('the message says where, what, and what to do instead', () => {
  const error = refusal({ depth: () => 1 }, 'options');
  expect(error.message).toBe(
    'options.depth is a function, which cannot be part of a hash. Use a string or a number that says which one is meant, or mark the field `hash: false` if it does not change the result.',
  );
  expect(error.path).toBe('options.depth');
  expect(refusal(new Foo(), 'model').message).toContain('Decorate Foo with @Config() and its fields with @Field()');
  expect(refusal(Symbol('s')).message).toMatch(/^The value is a symbol, /);
});

const cycle: { name: string; inner: unknown[] } = { name: 'c', inner: [] };
cycle.inner.push(1, cycle);
const withExtra = Object.assign([1, 2], { foo: 3 });
const invalid = new Date(Number.NaN);
const withHole = Object.assign(new Array<number>(3), { 0: 1, 2: 2 });
const view = new Uint8Array(8);
const transferred = view.buffer;
structuredClone(transferred, { transfer: [transferred] });

test.each<[found: string, path: string, value: unknown]>([
  ['undefined', 'tags[1]', { tags: [1, undefined] }],
  ['undefined', '[0]', new Set([undefined])],
  ['undefined', '["k"]', new Map([['k', undefined]])],
  [
    'undefined',
    '[key 1]',
    new Map([
      [1, 1],
      [undefined, 1],
    ]),
  ],
  ['undefined', '', undefined],
  ['a hole', '[1]', withHole],
  ['a hole', '[1]', Object.assign(new Array(3), { 0: 1, 2: 2, foo: 3 })],
  ['Array with an extra property named "foo"', 'list', { list: withExtra }],
  ['Map with an extra property named "foo"', '', Object.assign(new Map(), { foo: 3 })],
  ['a function', 'table["a b"]', { table: new Map([['a b', Math.max]]) }],
  ['a function', '["a b"]', { 'a b': Math.max }],
  ['a function', 'table[1].f', { table: new Map([[1, { f: Math.max }]]) }],
  ['a function', '[entry 0]', new Map([[{}, Math.max]])],
  ['a function', '[key 0].f', new Map([[{ f: Math.max }, 1]])],
  ['a class', 'a.b.c', { a: { b: { c: Foo } } }],
  ['a symbol', 's', { s: Symbol.iterator }],
  ['the symbol key Symbol(k)', 'a', { a: { [Symbol('k')]: 1 } }],
  ['the symbol key Symbol(k)', '', Object.assign([], { [Symbol('k')]: 1 })],
  ['the symbol key Symbol(k)', '', Object.assign(new Map(), { [Symbol('k')]: 1 })],
  ['an invalid Date', 'when', { when: invalid }],
  ['a cycle (a reference back to the whole value)', 'inner[1]', cycle],
  ['a cycle (a reference back to x.y)', 'x.y.inner[1]', { x: { y: cycle } }],
  [
    'a Map with two keys of equal content, {"a":1}',
    'm',
    {
      m: new Map([
        [{ a: 1 }, 1],
        [{ a: 1 }, 2],
      ]),
    },
  ],
  ['a member named constructor', 'a.constructor', { a: { constructor: 1 } }],
  ['a member named __proto__', '__proto__', JSON.parse('{"__proto__":1}')],
  ['an instance of Foo', '[0]', [new Foo()]],
  ['an instance of RegExp', 'r', { r: /x/ }],
  ['an instance of TypeError', '', new TypeError('x')],
  ['an instance of Promise', '', Promise.resolve()],
  ['an instance of WeakMap', '', new WeakMap()],
  ['an instance of Number', '', Object(1)],
  ['an instance of BigInt', '', Object(1n)],
  ['an instance of DataView', '', new DataView(new ArrayBuffer(1))],
  ['an instance of SharedArrayBuffer', '', new SharedArrayBuffer(1)],
  ['an instance of Own', '', new (class Own extends Map {})()],
  ['an instance of Own', '', new (class Own extends Uint8Array {})()],
  ['an instance of Own', '', new (class Own extends Date {})()],
  ['an instance of Own', '', new (class Own extends URL {})('http://h/')],
  ['an instance of an unnamed class', '', new (class {})()],
  ['an instance of an unnamed class', '', Object.create(Object.create(null) as object)],
  ['an instance of Map', '', Object.create(Map.prototype)],
  ['whose memory was transferred away', '', transferred],
  ['whose memory was transferred away', '', view],
])('%s is refused at "%s"', (found, path, value) => {
  const error = refusal(value);
  expect(error.message).toContain(found);
  expect(error.path).toBe(path);
});

test('properties that are not enumerable do not count', () => {
  const value = Object.defineProperty({ a: 1 }, Symbol('hidden'), { value: 1 });
  Object.defineProperty(value, 'hidden', { value: () => 1 });
  expect(canonical(value)).toBe('{"a":1}');
});

test('a digest is the first half of the SHA-256 of the text in UTF-8', () => {
  expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  expect(sha256Hex('é')).toBe(sha256Hex(new Uint8Array([0xc3, 0xa9])));
  expect(digest('abc')).toBe('ba7816bf8f01cfea414140de5dae2223');
});
