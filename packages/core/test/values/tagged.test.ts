import { Buffer } from 'node:buffer';
import { isDeepStrictEqual } from 'node:util';
import { expect, test } from '@jest/globals';
import { CorruptArtifactError, UnhashableValueError } from '../../src/errors/index.js';
import { decode } from '../../src/values/decode.js';
import { encode } from '../../src/values/encode.js';

function damage(json: unknown, path?: string): CorruptArtifactError {
  try {
    decode(json, { path });
  } catch (error) {
    if (error instanceof CorruptArtifactError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

function through(value: unknown): unknown {
  return decode(JSON.parse(JSON.stringify(encode(value, { keepUndefined: true }))));
}

test('plain JSON stays as it is, in its order', () => {
  const value = { b: [1, 'x', null], a: { d: true, c: {} } };
  expect(JSON.stringify(encode(value))).toBe(JSON.stringify(value));
  expect(JSON.stringify(decode(value))).toBe(JSON.stringify(value));
});

test('what JSON lacks is tagged, and kept in full', () => {
  const value = {
    numbers: [Number.NaN, Number.POSITIVE_INFINITY, -0],
    bigint: -5n,
    date: new Date(1),
    bytes: new Uint16Array([1, 2]),
    set: new Set([2, 1]),
    map: new Map([[{ a: 1 }, 'x']]),
    url: new URL('http://h/'),
    $date: 'mine',
  };
  expect(encode(value)).toEqual({
    numbers: [{ $number: 'NaN' }, { $number: 'Infinity' }, { $number: '-0' }],
    bigint: { $bigint: '-5' },
    date: { $date: '1970-01-01T00:00:00.001Z' },
    bytes: { $bytes: { type: 'Uint16Array', base64: 'AQACAA==' } },
    set: { $set: [2, 1] },
    map: { $map: [[{ a: 1 }, 'x']] },
    url: { $url: 'http://h/' },
    $$date: 'mine',
  });
  expect(through(value)).toEqual(value);
});

test('every binary type comes back as itself, with memory of its own', () => {
  const values = [
    new Int8Array([-1]),
    new Uint8Array([1]),
    new Uint8ClampedArray([1]),
    new Int16Array([-2]),
    new Uint16Array([2]),
    new Int32Array([-3]),
    new Uint32Array([3]),
    new Float32Array([0.5]),
    new Float64Array([0.1, Number.NaN, -0]),
    new BigInt64Array([-4n]),
    new BigUint64Array([4n]),
    new Uint8Array([1, 2]).buffer,
    Buffer.from('abc'),
  ];
  for (const value of values) {
    const back = through(value);
    expect(isDeepStrictEqual(back, value)).toBe(true);
    expect(Buffer.isBuffer(back)).toBe(Buffer.isBuffer(value));
    if (ArrayBuffer.isView(back)) expect(back.buffer.byteLength).toBe(back.byteLength);
  }
});

test('a configuration leaves undefined members out and refuses undefined elsewhere', () => {
  expect(encode({ a: undefined, b: 1 })).toEqual({ b: 1 });
  expect(() => encode([undefined], { path: 'tags' })).toThrow('tags[0] is undefined, which cannot be stored in a conf');
});

test('a result keeps undefined wherever it stands', () => {
  const value = { a: undefined, list: [undefined], set: new Set([undefined]), map: new Map([[undefined, undefined]]) };
  expect(encode(value, { keepUndefined: true })).toHaveProperty('a', { $undefined: true });
  expect(isDeepStrictEqual(through(value), value)).toBe(true);
  expect(through(undefined)).toBeUndefined();
});

test('refuses what a hash refuses, with advice that fits a result', () => {
  const store = () => encode({ tree: [/x/, () => 1] }, { keepUndefined: true });
  expect(store).toThrow(UnhashableValueError);
  expect(store).toThrow(
    'tree[0] is an instance of RegExp, which cannot be stored in a result. Keep its source and flags as strings, or give the class a `load` method or a result codec of its own.',
  );
  const cyclic: unknown[] = [];
  cyclic.push(cyclic);
  expect(() => encode(cyclic)).toThrow('a cycle');
  expect(() => encode({ prototype: 1 })).toThrow('a member named prototype');
});

test('maps with keys of equal content can be stored, though they have no hash', () => {
  const map = new Map([
    [{ a: 1 }, 1],
    [{ a: 1 }, 2],
  ]);
  expect(isDeepStrictEqual(through(map), map)).toBe(true);
});

test('what can nest as deep as is allowed can be read again', () => {
  const deepest = (levels: number) => {
    let value: unknown = new Map();
    for (let level = 1; level < levels; level += 1) value = new Map([['k', value]]);
    return value;
  };
  expect(isDeepStrictEqual(through(deepest(500)), deepest(500))).toBe(true);
  expect(() => encode(deepest(501))).toThrow('nested deeper than 500 levels');
});

test('decorated instances are written and read by the hooks', () => {
  class Foo {
    n = 1;
  }
  const foo = new Foo();
  const places: string[] = [];
  const json = encode(
    { list: [foo] },
    {
      instance: (value, path) => {
        places.push(path);
        return value === foo ? { $ref: 3 } : undefined;
      },
    },
  );
  expect(json).toEqual({ list: [{ $ref: 3 }] });
  const value = decode(json, {
    instance: (tag, content, path) => {
      places.push(`${tag} ${JSON.stringify(content)} ${path}`);
      return foo;
    },
  });
  expect(value).toEqual({ list: [foo] });
  expect(places).toEqual(['list[0]', '$ref 3 list[0]']);
});

test('a damaged value is refused with its place', () => {
  const error = damage({ a: [1, { $date: 'yesterday' }] }, 'fields');
  expect(error.message).toBe('Stored data is damaged at fields.a[1]: $date: "yesterday" is no date in ISO form.');
  expect(error.path).toBe('fields.a[1]');
  expect(damage({ $map: [['k', { $set: 1 }]] }).path).toBe('["k"]');
});

const deep: unknown = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000));

test.each<[problem: string, json: unknown]>([
  ['the tag $foo is not known', { $foo: 1 }],
  ['the tag $ is not known', { $: 1 }],
  ['the tag $date has other keys beside it', { $date: '1970-01-01T00:00:00.000Z', a: 1 }],
  ['the key __proto__ is not allowed', JSON.parse('{"a":{"__proto__":{"polluted":true}}}')],
  ['the key constructor is not allowed', { constructor: 1 }],
  ['the key prototype is not allowed', { prototype: 1 }],
  ['nested deeper than 500 levels', deep],
  ['is no JSON number', JSON.parse('1e999')],
  ['a value of type undefined is no JSON', undefined],
  ['a value of type bigint is no JSON', [1n]],
  ['an instance of a class is no JSON', [new Date(0)]],
  ['$number: 1 needs no tag', { $number: 1 }],
  ['$number: "1" needs no tag', { $number: '1' }],
  ['$bigint: "01"', { $bigint: '01' }],
  ['$bigint: "-0"', { $bigint: '-0' }],
  ['$bigint: "0x1"', { $bigint: '0x1' }],
  ['$bigint: 1 ', { $bigint: 1 }],
  ['$date: 0 is no date', { $date: 0 }],
  ['$date: "1970-01-01"', { $date: '1970-01-01' }],
  ['$url: "h"', { $url: 'h' }],
  ['$url: "http://h"', { $url: 'http://h' }],
  ['$undefined: its content is 1 and not true', { $undefined: 1 }],
  ['$set is no array', { $set: {} }],
  ['$set: an element comes twice', { $set: [1, 1] }],
  ['$map is no array', { $map: 'x' }],
  ['an entry of $map is no array', { $map: [1] }],
  ['an entry of $map is not a pair', { $map: [[1]] }],
  [
    '$map: a key comes twice',
    {
      $map: [
        [1, 2],
        [1, 3],
      ],
    },
  ],
  ['$bytes: "AA==" is no object', { $bytes: 'AA==' }],
  ['$bytes: it needs "type" and "base64"', { $bytes: { type: 'Uint8Array' } }],
  ['$bytes: it needs "type" and "base64"', { $bytes: { type: 'Uint8Array', base64: '', length: 0 } }],
  ['no binary type is called "Float99Array"', { $bytes: { type: 'Float99Array', base64: '' } }],
  ['no binary type is called "constructor"', { $bytes: { type: 'constructor', base64: '' } }],
  ['3 bytes do not fill elements of Int16Array', { $bytes: { type: 'Int16Array', base64: 'AAAA' } }],
  ['its "base64" is malformed', { $bytes: { type: 'Uint8Array', base64: 'A' } }],
  ['its "base64" is malformed', { $bytes: { type: 'Uint8Array', base64: 'AB==' } }],
  ['its "base64" is malformed', { $bytes: { type: 'Uint8Array', base64: 'A A=' } }],
])('damaged data is refused: %s', (problem, json) => {
  expect(damage(json).message).toContain(problem);
});

test('decoded objects are ordinary ones, and no prototype is touched', () => {
  const value = decode(JSON.parse('{"a":{"$$__proto__":1}}'));
  expect(isDeepStrictEqual(value, { a: { $__proto__: 1 } })).toBe(true);
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
});
