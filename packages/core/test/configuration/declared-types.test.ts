import { runInNewContext } from 'node:vm';
import { expect, test } from '@jest/globals';
import { Artifact, Config, Field, hashOf, of } from '../../src/index.js';
import { problemsOf } from './support/problems.js';

@Config()
class Sgd {
  @Field() lr = 0.1;
}

@Config()
class Adam {
  @Field() lr = 0.2;
}

@Config()
class AdamW extends Adam {
  @Field() decay = 0.01;
}

@Config()
class Other {
  @Field() x = 1;
}

@Artifact()
class Typed {
  @Field(() => Sgd) nested: unknown = of(Sgd);
  @Field({ type: () => [Sgd, Adam] }) either: unknown = of(Sgd);
  @Field({ type: () => Sgd, container: 'array' }) list: unknown = [];
  @Field({ type: () => Sgd, container: 'set' }) set: unknown = new Set();
  @Field({ type: () => Sgd, container: 'map' }) map: unknown = new Map();
  @Field({ type: () => Sgd, container: 'record' }) record: unknown = {};
  @Field(() => String) text: unknown = '';
  @Field(() => Number) number: unknown = 0;
  @Field(() => Boolean) flag: unknown = false;
  @Field(() => BigInt) big: unknown = 0n;
  @Field(() => Date) date: unknown = new Date(0);
  @Field(() => Uint8Array) bytes: unknown = new Uint8Array();
  @Field({ container: 'map' }) anyMap: unknown = new Map();
}

test.each<[keyof Typed, unknown]>([
  ['nested', new Sgd()],
  ['nested', [new Sgd(), new Sgd()]],
  ['either', of(Adam)],
  ['either', of(AdamW)],
  ['list', [new Sgd()]],
  ['set', new Set([new Sgd()])],
  ['map', new Map([['a', new Sgd()]])],
  ['record', { a: new Sgd() }],
  ['text', 'x'],
  ['number', Number.NaN],
  ['flag', true],
  ['big', 2n ** 80n],
  ['date', new Date(5)],
  ['bytes', Buffer.from('x')],
  ['anyMap', new Map<unknown, unknown>([[1, 'x']])],
  ['anyMap', runInNewContext('new Map([[1, 2]])')],
])('%s may hold what it is declared to hold', (name, value) => {
  expect(of(Typed, { [name]: value })).toMatchObject({ [name]: value });
});

test.each<[keyof Typed, unknown, string[]]>([
  ['nested', 5, ['nested: should be Sgd, but is a number']],
  ['nested', 'x', ['nested: should be Sgd, but is a string']],
  ['nested', new Other(), ['nested: should be Sgd, but is an instance of Other']],
  ['nested', Sgd, ['nested: should be Sgd, but is a function']],
  [
    'nested',
    [new Sgd(), new Other(), null],
    ['nested[1]: should be Sgd, but is an instance of Other', 'nested[2]: should be Sgd, but is null'],
  ],
  ['either', new Other(), ['either: should be Sgd or Adam, but is an instance of Other']],
  ['list', new Sgd(), ['list: should be an array, but is an instance of Sgd']],
  ['list', [1], ['list[0]: should be Sgd, but is a number']],
  ['set', [new Sgd()], ['set: should be a set, but is an array']],
  ['set', new Set([new Sgd(), 2]), ['set[1]: should be Sgd, but is a number']],
  ['map', { a: new Sgd() }, ['map: should be a map, but is a plain object']],
  [
    'map',
    new Map<unknown, unknown>([
      ['a', 1],
      [2, 'x'],
      [{}, true],
    ]),
    [
      'map["a"]: should be Sgd, but is a number',
      'map[2]: should be Sgd, but is a string',
      'map[entry 2]: should be Sgd, but is a boolean',
    ],
  ],
  ['record', new Map(), ['record: should be a record, but is an instance of Map']],
  [
    'record',
    { 'a b': 1, c: 2 },
    ['record["a b"]: should be Sgd, but is a number', 'record.c: should be Sgd, but is a number'],
  ],
  ['text', 5, ['text: should be String, but is a number']],
  ['number', '5', ['number: should be Number, but is a string']],
  ['flag', 'false', ['flag: should be Boolean, but is a string']],
  ['big', 5, ['big: should be BigInt, but is a number']],
  ['date', '2024-01-01', ['date: should be Date, but is a string']],
  ['anyMap', {}, ['anyMap: should be a map, but is a plain object']],
])('%s may not hold %p', (name, value, problems) => {
  const ownProblems = problemsOf(() => of(Typed, { [name]: value })).map((text) =>
    text.replace(/; make it with.*/, ''),
  );
  expect(ownProblems).toEqual(problems);
});

test('a class loaded twice is still the declared one', () => {
  const declareModel = () => {
    @Config({ namespace: 'twice/Model' })
    class Model {
      @Field() size = 1;
    }
    return Model;
  };
  const First = declareModel();
  const Second = declareModel();
  @Artifact()
  class Holder {
    @Field(() => First) model = new First();
  }
  expect(hashOf(of(Holder, { model: new Second() }))).toBe(hashOf(of(Holder)));
});
