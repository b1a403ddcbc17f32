import { describe, expect, test } from '@jest/globals';
import { Artifact, Config, Field, hashOf, of, UnhashableValueError } from '../../src/index.js';
import { thrownBy } from '../configuration/support/problems.js';

class Undecorated {
  x = 1;
}

@Config({ namespace: 'unhashable/Part' })
class Part {
  @Field() inner: unknown = null;
}

@Artifact({ namespace: 'unhashable/Model' })
class Model {
  @Field() value: unknown = null;
  @Field(() => Part) part = new Part();
}

const circle = (): unknown => {
  const list: unknown[] = [1];
  list.push({ again: list });
  return list;
};

const deep = (levels: number): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = [value];
  return value;
};

describe('the hash refuses, with the path', () => {
  test.each<[string, unknown, string, RegExp]>([
    ['a function', () => 1, 'value', /^value is a function/],
    ['a class', Undecorated, 'value', /^value is a class/],
    ['a symbol', { a: [Symbol('x')] }, 'value.a[0]', /is a symbol/],
    ['an undecorated instance', [{ b: new Undecorated() }], 'value[0].b', /an instance of Undecorated.*[Dd]ecorate/],
    ['an invalid Date', { when: new Date(Number.NaN) }, 'value.when', /an invalid Date/],
    ['undefined in an array', [1, undefined], 'value[1]', /is undefined/],
    ['a hole in an array', Array(2), 'value[0]', /a hole/],
    ['an array that holds itself', circle(), 'value[1].again', /a cycle \(a reference back to value\)/],
    ['a regular expression', /x/, 'value', /RegExp/],
    ['a promise', Promise.resolve(), 'value', /Promise.*Await it/],
    ['what nests too deeply', deep(100_000), `value${'[0]'.repeat(500)}`, /nested deeper than 500 levels/],
  ])('%s', (_, value, path, message) => {
    const error = thrownBy(() => hashOf(of(Model, { value })));
    expect(UnhashableValueError.is(error)).toBe(true);
    expect(error).toMatchObject({ code: 'UNHASHABLE_VALUE', path, message: expect.stringMatching(message) });
  });

  test('a value deep inside of nested instances', () => {
    const model = of(Model, { part: of(Part, { inner: [of(Part, { inner: { f: () => 1 } })] }) });
    expect(thrownBy(() => hashOf(model))).toMatchObject({ path: 'part.inner[0].inner.f' });
  });

  test('and leaves everything as it was, to be put right', () => {
    const inner = of(Part, { inner: 1 });
    const model = of(Model, { part: inner, value: [() => 1] });
    expect(() => hashOf(model)).toThrow(UnhashableValueError);
    inner.inner = 2;
    model.value = [1];
    expect(hashOf(model)).toBe(hashOf(of(Model, { part: of(Part, { inner: 2 }), value: [1] })));
  });
});

describe('a field with hash: false may hold anything while only the hash is asked for', () => {
  @Artifact({ namespace: 'unhashable/Loose' })
  class Loose {
    @Field({ hash: false }) anything: unknown = null;
  }

  test.each([
    ['a function', () => 1],
    ['a circle', circle()],
    ['an instance', new Undecorated()],
    ['depth', deep(100_000)],
  ])('%s', (_, anything) => {
    const loose = of(Loose, { anything });
    expect(hashOf(loose)).toBe(hashOf(new Loose()));
    expect(loose.anything).toBe(anything);
  });
});
