import type { ResultCodec } from '@huldra/core';
import { expect, test } from '@jest/globals';
import { codecOf, encodeResult } from '../../src/result/codecs.js';

const json = codecOf(undefined, 'Any');

function roundTrip(codec: ResultCodec, value: unknown): unknown {
  return codec.decode(encodeResult(codec, value));
}

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

test.each<[string, unknown]>([
  ['a string', 'text with "quotes", \n and \u{1f600}'],
  ['an empty string', ''],
  ['a lone surrogate', '\ud800'],
  ['a number', 1.5e-300],
  ['the largest integer', Number.MAX_SAFE_INTEGER],
  ['NaN', Number.NaN],
  ['infinity', Number.POSITIVE_INFINITY],
  ['negative infinity', Number.NEGATIVE_INFINITY],
  ['negative zero', -0],
  ['true', true],
  ['null', null],
  ['undefined', undefined],
  ['a bigint', 2n ** 200n],
  ['a negative bigint', -1n],
  ['a Date', new Date('1999-12-31T23:59:59.999Z')],
  ['a URL', new URL('https://example.org/a?b=c#d')],
  ['an array', [1, 'two', null, undefined, [3]]],
  ['an empty array', []],
  ['a plain object', { a: 1, b: { c: undefined, d: Number.NaN } }],
  ['an object whose keys look like tags', { $date: 'no date', $: 1, $$set: [], other: { $map: 3 } }],
  [
    'a Map',
    new Map<unknown, unknown>([
      ['a', 1],
      [{ key: 1 }, new Map([[1n, -0]])],
    ]),
  ],
  ['a Set', new Set<unknown>([1, 'a', Number.NaN, [2]])],
  ['an empty Map and Set', { map: new Map(), set: new Set() }],
  ['a Uint8Array', new Uint8Array([0, 1, 254, 255])],
  ['a Buffer', Buffer.from('bytes')],
  ['a Float64Array', new Float64Array([Number.NaN, -0, 1e300])],
  ['a BigInt64Array', new BigInt64Array([-5n])],
  ['an ArrayBuffer', new Uint8Array([1, 2, 3]).buffer],
  ['a deep mixture', { list: [new Map([['x', new Set([new Date(0), { y: [1n, undefined] }])]])] }],
])('the codec json keeps %s', (_, value) => {
  const read = roundTrip(json, value);
  expect(read).toStrictEqual(value);
  expect(Object.is(read, -0)).toBe(Object.is(value, -0));
});

test('the codec json keeps the order of keys, sets and maps', () => {
  const read = roundTrip(json, {
    z: new Set([3, 1, 2]),
    a: new Map([
      ['y', 0],
      ['x', 0],
    ]),
  });
  const { z, a } = read as { z: Set<number>; a: Map<string, number> };
  expect([Object.keys(read as object), [...z], [...a.keys()]]).toEqual([
    ['z', 'a'],
    [3, 1, 2],
    ['y', 'x'],
  ]);
});

class Point {
  constructor(readonly x: number) {}
}
class Celsius extends Number {}

test.each<[string, unknown, string]>([
  ['an instance of a class', new Point(1), 'an instance of Point'],
  ['a nested instance', { points: [new Point(1)] }, 'points[0] is an instance of Point'],
  ['a subclass of a built-in class', new Celsius(3), 'an instance of Celsius'],
  ['a function', () => 1, 'a function'],
  ['a symbol', Symbol('s'), 'a symbol'],
  ['an invalid Date', new Date(Number.NaN), 'an invalid Date'],
  ['a RegExp', /x/, 'an instance of RegExp'],
  ['an Error', new Error('no'), 'an instance of Error'],
  ['a Promise', Promise.resolve(1), 'Await it first'],
])('the codec json refuses %s and says what it found', (_, value, found) => {
  const error = thrownBy(() => encodeResult(json, value));
  expect(error).toMatchObject({ code: 'RESULT_NOT_STORABLE' });
  expect((error as Error).message).toContain(found);
  expect((error as Error).message).toContain('Return plain data, choose another result codec');
});

test('the codec json refuses a cycle', () => {
  const cyclic: { self?: unknown } = {};
  cyclic.self = cyclic;
  expect(thrownBy(() => encodeResult(json, cyclic))).toMatchObject({ message: expect.stringContaining('a cycle') });
});

test('the codec bytes keeps bytes, and gives back a Uint8Array', () => {
  const codec = codecOf('bytes', 'Any');
  const read = roundTrip(codec, Buffer.from([0, 128, 255]));
  expect(read).toBeInstanceOf(Uint8Array);
  expect(Buffer.isBuffer(read)).toBe(false);
  expect([...(read as Uint8Array)]).toEqual([0, 128, 255]);
  expect(roundTrip(codec, new Uint8Array())).toEqual(new Uint8Array());
});

test('the codec bytes refuses what is not bytes', () => {
  for (const value of ['text', [1, 2], new Float64Array(1), null]) {
    expect(thrownBy(() => encodeResult(codecOf('bytes', 'Any'), value))).toMatchObject({ code: 'RESULT_NOT_STORABLE' });
  }
});

test('the codec text keeps a string as UTF-8 and refuses what UTF-8 cannot say', () => {
  const codec = codecOf('text', 'Any');
  expect(roundTrip(codec, 'größe\r\n\u{1f600}\0')).toBe('größe\r\n\u{1f600}\0');
  expect(Buffer.from(encodeResult(codec, 'ö'))).toEqual(Buffer.from([0xc3, 0xb6]));
  for (const value of ['\ud800 alone', 5, Buffer.from('x'), undefined]) {
    expect(thrownBy(() => encodeResult(codec, value))).toMatchObject({ code: 'RESULT_NOT_STORABLE' });
  }
});

test('a text that begins with a byte order mark is kept or refused, never changed', () => {
  const codec = codecOf('text', 'Any');
  expect(roundTrip(codec, '\ufeffmarked')).toBe('\ufeffmarked');
});

const centimetres: ResultCodec<number> = {
  name: 'centimetres',
  file: 'length.txt',
  encode: (metres) => `${Math.round(metres * 100)} cm`,
  decode: (bytes) => Number.parseInt(Buffer.from(bytes).toString(), 10) / 100,
};

test('a codec of the user’s own is used, as long as it reads back what was returned', () => {
  const codec = codecOf(centimetres as ResultCodec, 'Any');
  expect(roundTrip(codec, 1.25)).toBe(1.25);
  expect(thrownBy(() => encodeResult(codec, 1.256))).toMatchObject({
    code: 'RESULT_NOT_STORABLE',
    message: expect.stringContaining('by the codec "centimetres": what it reads back differs'),
  });
});

test('an error of a codec is the cause', () => {
  const cause = new Error('the codec broke');
  const broken: ResultCodec = {
    name: 'broken',
    file: 'x',
    encode: () => {
      throw cause;
    },
    decode: () => 0,
  };
  expect(thrownBy(() => encodeResult(broken, 1))).toMatchObject({
    cause,
    message: expect.stringContaining('the codec broke'),
  });
});

test.each<[string, unknown]>([
  ['an unknown name', 'yaml'],
  ['a name that every object has', 'constructor'],
  ['a codec without a name', { ...centimetres, name: undefined }],
  ['a codec whose file has a directory', { ...centimetres, file: 'a/b.txt' }],
  ['a codec whose file is the parent', { ...centimetres, file: '..' }],
  ['a codec whose file is hidden', { ...centimetres, file: '.huldra' }],
  ['a codec without decode', { ...centimetres, decode: undefined }],
])('%s is a DeclarationError that names the class', (_, option) => {
  expect(thrownBy(() => codecOf(option as ResultCodec, 'Ruler'))).toMatchObject({
    code: 'DECLARATION',
    message: expect.stringContaining('Ruler'),
  });
});
