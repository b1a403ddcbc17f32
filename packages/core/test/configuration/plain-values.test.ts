import { describe, expect, test } from '@jest/globals';
import { Artifact, Config, Field, fromPlain, hashOf, of } from '../../src/index.js';
import { problemsOf } from './support/problems.js';

@Artifact()
class Free {
  @Field() value: unknown = 'default';
}

@Config()
class Part {
  @Field() size = 1;
}

const read = (value: unknown): unknown => fromPlain(Free, { value }).value;

describe('fromPlain() reads of a field without a declared type', () => {
  test.each<[string, unknown, unknown]>([
    ['a string', 'x', 'x'],
    ['a number', -1.5e300, -1.5e300],
    ['a boolean', false, false],
    ['null', null, null],
    ['an array', [1, ['x', null]], [1, ['x', null]]],
    ['an object', { a: { b: [true] } }, { a: { b: [true] } }],
    [
      'names of Object.prototype',
      { toString: 1, valueOf: { hasOwnProperty: 2 } },
      { toString: 1, valueOf: { hasOwnProperty: 2 } },
    ],
    ['a bigint by its tag', { $bigint: '12345678901234567890' }, 12345678901234567890n],
    ['a Date by its tag', { $date: '2024-02-29T12:00:00.000Z' }, new Date('2024-02-29T12:00:00Z')],
    ['a URL by its tag', { $url: 'https://example.org/a?b=c' }, new URL('https://example.org/a?b=c')],
    ['bytes by their tag', { $bytes: { type: 'Uint8Array', base64: 'AQI=' } }, new Uint8Array([1, 2])],
    ['a Buffer by its tag', { $bytes: { type: 'Buffer', base64: 'AQI=' } }, Buffer.from([1, 2])],
    ['a Float32Array by its tag', { $bytes: { type: 'Float32Array', base64: 'AADAPw==' } }, new Float32Array([1.5])],
    [
      'a BigInt64Array by its tag',
      { $bytes: { type: 'BigInt64Array', base64: '/////////38=' } },
      new BigInt64Array([2n ** 63n - 1n]),
    ],
    ['a Map by its tag', { $map: [['a', { $set: [1] }]] }, new Map([['a', new Set([1])]])],
    ['a Set by its tag', { $set: ['a', { $date: '1970-01-01T00:00:00.000Z' }] }, new Set(['a', new Date(0)])],
    ['NaN by its tag', { $number: 'NaN' }, Number.NaN],
    ['infinities by their tags', [{ $number: 'Infinity' }, { $number: '-Infinity' }], [Infinity, -Infinity]],
    ['minus zero by its tag', { $number: '-0' }, -0],
    ['a tag deep inside', { a: [{ b: { $bigint: '1' } }] }, { a: [{ b: 1n }] }],
    ['a key that begins with a doubled $', { $$date: 'x' }, { $date: 'x' }],
  ])('%s', (_, plain, value) => {
    expect(read(plain)).toEqual(value);
    expect(Object.is(read(plain), -0)).toBe(Object.is(value, -0));
    expect(hashOf(fromPlain(Free, { value: plain }))).toBe(hashOf(of(Free, { value })));
  });

  test('values that are finished already, wherever they stand', () => {
    const part = of(Part);
    const finished = { date: new Date(5), list: [new Map([[1, part]]), 7n, Number.NaN, part, new Uint8Array([1])] };
    expect(read(finished)).toEqual(finished);
    expect(hashOf(fromPlain(Free, { value: finished }))).toBe(hashOf(of(Free, { value: finished })));
  });

  test('and leaves out members without a value', () => {
    expect(read({ a: 1, b: undefined })).toStrictEqual({ a: 1 });
    expect(read(undefined)).toBe('default');
  });

  test.each<[string, unknown, string]>([
    ['an unknown tag', { $dat: 'x' }, 'value: cannot be read: the tag $dat is not known.'],
    ['a tag that only huldra uses', { a: { $given: 0 } }, 'value.a: cannot be read: the tag $given is not known.'],
    ['a date that is none', { a: [{ $date: 'x' }] }, 'value.a[0]: cannot be read: $date: "x" is no date in ISO form.'],
    ['a function', { a: () => 1 }, 'value.a: cannot be read: a value of type function is no JSON.'],
    ['a symbol', [Symbol('x')], 'value[0]: cannot be read: a value of type symbol is no JSON.'],
    [
      '__proto__',
      JSON.parse('{"__proto__": {"a": 1}}'),
      'value.__proto__: cannot be read: the key __proto__ is not allowed.',
    ],
    [
      'constructor',
      { constructor: { prototype: {} } },
      'value.constructor: cannot be read: the key constructor is not allowed.',
    ],
    [
      'a Map with a repeated key',
      {
        $map: [
          [1, 2],
          [1, 3],
        ],
      },
      'value: cannot be read: $map: a key comes twice.',
    ],
  ])('refuses %s', (_, plain, problem) => {
    expect(problemsOf(() => read(plain))).toEqual([problem]);
    expect(Reflect.get({}, 'a')).toBeUndefined();
  });

  test('reports a circle and endless nesting', () => {
    const circle: unknown[] = [];
    circle.push(circle);
    let deep: unknown = 1;
    for (let depth = 0; depth < 100_000; depth += 1) deep = [deep];
    expect(problemsOf(() => read(circle))).toEqual([expect.stringMatching(/nested deeper than 500 levels/)]);
    expect(problemsOf(() => read(deep))).toEqual([expect.stringMatching(/nested deeper than 500 levels/)]);
  });
});

@Artifact()
class Declared {
  @Field(() => Date) date: unknown = null;
  @Field(() => URL) url: unknown = null;
  @Field(() => BigInt) big: unknown = null;
  @Field(() => Number) number: unknown = null;
  @Field(() => Boolean) flag: unknown = null;
  @Field(() => String) text: unknown = null;
  @Field(() => Uint8Array) bytes: unknown = null;
  @Field(() => Map) map: unknown = null;
  @Field(() => Array) list: unknown = null;
  @Field(() => Object) object: unknown = null;
  @Field({ type: () => Date, container: 'map' }) dates: unknown = null;
  @Field({ container: 'set' }) set: unknown = null;
  @Field({ container: 'record' }) record: unknown = null;
}

const complete = {
  date: new Date(0),
  url: new URL('https://example.org'),
  big: 1n,
  number: 1,
  flag: true,
  text: '',
  bytes: new Uint8Array(),
  map: new Map(),
  list: [],
  object: {},
  dates: new Map(),
  set: new Set(),
  record: {},
};

describe('fromPlain() reads of a field with a declared type', () => {
  test.each<[keyof Declared, unknown, unknown]>([
    ['date', '2024-01-02', new Date('2024-01-02T00:00:00Z')],
    ['date', '2024-01-02T03:04:05.678+02:00', new Date('2024-01-02T01:04:05.678Z')],
    ['date', { $date: '2024-01-02T00:00:00.000Z' }, new Date('2024-01-02T00:00:00Z')],
    ['date', new Date(7), new Date(7)],
    ['url', 'https://example.org/x', new URL('https://example.org/x')],
    ['big', 12, 12n],
    ['big', '-123456789012345678901', -123456789012345678901n],
    ['big', { $bigint: '5' }, 5n],
    ['big', 5n, 5n],
    ['number', { $number: 'NaN' }, Number.NaN],
    ['bytes', { $bytes: { type: 'Uint8Array', base64: 'AQI=' } }, new Uint8Array([1, 2])],
    ['map', { $map: [['a', { $bigint: '1' }]] }, new Map([['a', 1n]])],
    ['list', [1, { $date: '1970-01-01T00:00:00.000Z' }], [1, new Date(0)]],
    ['object', { a: { $bigint: '1' } }, { a: 1n }],
    ['dates', { a: '2024-01-02' }, new Map([['a', new Date('2024-01-02')]])],
    ['dates', { $map: [[{ $bigint: '1' }, '2024-01-02']] }, new Map([[1n, new Date('2024-01-02')]])],
    ['set', ['a', { $bigint: '1' }], new Set(['a', 1n])],
    ['set', { $set: ['a'] }, new Set(['a'])],
    ['record', { a: { $bigint: '1' } }, { a: 1n }],
  ])('%s: %p', (name, plain, value) => {
    expect(fromPlain(Declared, { ...complete, [name]: plain })[name]).toEqual(value);
  });

  test.each<[keyof Declared, unknown]>([
    ['date', '2024-01-02T03:04:05'], // a local time is another moment on every machine
    ['date', '2024-02-30'],
    ['date', '01/02/2024'],
    ['date', 0],
    ['url', 'example.org'],
    ['big', 1.5],
    ['big', '1.0'],
    ['big', 2 ** 60],
    ['number', '5'],
    ['number', 'abc'],
    ['flag', 'false'],
    ['flag', 0],
    ['text', 5],
    ['text', null],
  ])('nothing by guessing: %s: %p', (name, plain) => {
    expect(problemsOf(() => fromPlain(Declared, { ...complete, [name]: plain }))).toEqual([
      expect.stringContaining(`${name}: should be`),
    ]);
  });
});
