import { isDeepStrictEqual } from 'node:util';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonical } from '../../src/values/canonical.js';
import { decode } from '../../src/values/decode.js';
import { encode } from '../../src/values/encode.js';
import { arbitraryValue, comparable, isSame, reordered, withPartReplaced } from './arbitrary-values.js';
import { lookalikes } from './lookalikes.js';

const runs = { numRuns: 600 };

/** A shuffle that a seed decides, so that a failure can be repeated. */
function shuffler(seed: number): <T>(items: T[]) => T[] {
  let state = seed;
  return (items) => {
    const left = [...items];
    return items.map(() => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return left.splice(state % left.length, 1)[0] as (typeof items)[number];
    });
  };
}

test('equal values have equal texts, in whatever order they were put together', () => {
  fc.assert(
    fc.property(arbitraryValue(), fc.nat(), (value, seed) => {
      expect(canonical(reordered(value, shuffler(seed)))).toBe(canonical(value));
    }),
    runs,
  );
});

test('two values have one text exactly when they are equal', () => {
  fc.assert(
    fc.property(arbitraryValue(), arbitraryValue(), (a, b) => {
      expect(canonical(a) === canonical(b)).toBe(isSame(a, b));
    }),
    runs,
  );
});

test('a value and one that differs in a single part have one text exactly when they are equal', () => {
  fc.assert(
    fc.property(arbitraryValue(), fc.nat(30), arbitraryValue(), (value, position, replacement) => {
      const other = withPartReplaced(value, position, replacement);
      expect(canonical(other) === canonical(value)).toBe(isSame(other, value));
    }),
    runs,
  );
});

test('values that look alike keep apart, alone and inside of others', () => {
  const places: ((value: unknown) => unknown)[] = [
    (value) => value,
    (value) => [value],
    (value) => ({ a: value }),
    (value) => new Set([value]),
    (value) => new Map([[value, value]]),
  ];
  for (const place of places) {
    const values = lookalikes.map((make) => place(make()));
    const texts = values.map((value) => canonical(value));
    const wrong = values.flatMap((a, i) =>
      values.flatMap((b, j) => ((texts[i] === texts[j]) === isSame(a, b) ? [] : [[texts[i], texts[j]]])),
    );
    expect(wrong).toEqual([]);
  }
});

test('a canonical text is JSON and has no lone surrogates', () => {
  fc.assert(
    fc.property(arbitraryValue(), (value) => {
      const text = canonical(value);
      expect(() => JSON.parse(text) as unknown).not.toThrow();
      expect(Buffer.from(text, 'utf8').toString('utf8')).toBe(text);
    }),
    runs,
  );
});

test('configurations survive being stored, with their canonical text', () => {
  fc.assert(
    fc.property(arbitraryValue(), (value) => {
      const back = decode(JSON.parse(JSON.stringify(encode(value))));
      expect(canonical(back)).toBe(canonical(value));
      expect(isSame(back, value)).toBe(true);
    }),
    runs,
  );
});

test('results survive being stored exactly, in their order', () => {
  fc.assert(
    fc.property(arbitraryValue(true), (value) => {
      const stored = JSON.stringify(encode(value, { keepUndefined: true }));
      const back = decode(JSON.parse(stored));
      expect(isDeepStrictEqual(comparable(back), comparable(value))).toBe(true);
      expect(JSON.stringify(encode(back, { keepUndefined: true }))).toBe(stored);
    }),
    runs,
  );
});

test('what is stored is pure JSON', () => {
  fc.assert(
    fc.property(arbitraryValue(true), (value) => {
      const json = encode(value, { keepUndefined: true });
      expect(isDeepStrictEqual(JSON.parse(JSON.stringify(json)), json)).toBe(true);
    }),
    runs,
  );
});

test('no JSON makes decode fail otherwise than by its own error, and what it accepts is what encode writes', () => {
  const tag = fc.constantFrom(
    '$number',
    '$bigint',
    '$date',
    '$bytes',
    '$set',
    '$map',
    '$url',
    '$undefined',
    '$$a',
    '$x',
    'a',
  );
  const { json } = fc.letrec<{ json: unknown }>((tie) => ({
    json: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom(null, true, 0, 1.5, 'a', '1', 'NaN', '1970-01-01T00:00:00.000Z', 'http://h/', '', 'AQ=='),
      fc.array(tie('json'), { maxLength: 3 }),
      fc.dictionary(tag, tie('json'), { maxKeys: 2, noNullPrototype: true }),
      fc.record(
        {
          type: fc.constantFrom('Uint8Array', 'Int16Array', 'Foo'),
          base64: fc.constantFrom('AQ==', 'AQI=', '!'),
        },
        { noNullPrototype: true },
      ),
    ),
  }));
  fc.assert(
    fc.property(json, (stored) => {
      let value: unknown;
      try {
        value = decode(stored);
      } catch (error) {
        expect(error).toMatchObject({ code: 'CORRUPT_ARTIFACT' });
        return;
      }
      expect(isDeepStrictEqual(encode(value, { keepUndefined: true }), stored)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});
