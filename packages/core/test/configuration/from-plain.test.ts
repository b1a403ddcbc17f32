import { describe, expect, test } from '@jest/globals';
import { Artifact, Config, Field, fromPlain, type HuldraEvent, hashOf, of, subscribe } from '../../src/index.js';
import { problemsOf } from './support/problems.js';

@Config()
class Source {
  @Field() name = 'toy';
  @Field() split: 'train' | 'test' = 'train';
}

@Config()
class Stage {
  @Field(() => Source) dataset = of(Source);
  @Field(() => Number) rate = 1;
}

@Artifact()
class Pipeline {
  @Field({ type: () => Stage, container: 'array' }) stages!: Stage[];
  @Field({ type: () => Stage, container: 'map' }) byName = new Map<string, Stage>();
  @Field({ type: () => Stage, container: 'record' }) options: Record<string, Stage> = {};
  @Field({ type: () => Stage, container: 'set' }) distinct = new Set<Stage>();
  @Field() title = '';
}

const plain = {
  stages: [{}, { rate: 2 }, { dataset: { name: 'c4', split: 'test' } }],
  byName: { first: { rate: 3 } },
  options: { 'a b': { rate: 4 }, c: {} },
  distinct: [{ rate: 5 }],
};

const instance = () =>
  of(Pipeline, {
    stages: [of(Stage), of(Stage, { rate: 2 }), of(Stage, { dataset: of(Source, { name: 'c4', split: 'test' }) })],
    byName: new Map([['first', of(Stage, { rate: 3 })]]),
    options: { 'a b': of(Stage, { rate: 4 }), c: of(Stage) },
    distinct: new Set([of(Stage, { rate: 5 })]),
  });

/** Refuses every change, however deep. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(frozen);
  return Object.freeze(value);
}

describe('fromPlain()', () => {
  test('makes nested objects instances of the declared types', () => {
    const read = fromPlain(Pipeline, plain);
    expect(read.stages[2]).toBeInstanceOf(Stage);
    expect(read.stages[2]?.dataset).toBeInstanceOf(Source);
    expect(read.byName.get('first')).toBeInstanceOf(Stage);
    expect(read.options['a b']).toBeInstanceOf(Stage);
    expect([...read.distinct][0]).toBeInstanceOf(Stage);
    expect(hashOf(read)).toBe(hashOf(instance()));
  });

  test('does not change its input, which may be frozen', () => {
    const copy = structuredClone(plain);
    fromPlain(Pipeline, plain);
    expect(plain).toEqual(copy);
    expect(hashOf(fromPlain(Pipeline, frozen(copy)))).toBe(hashOf(instance()));
  });

  test('shares nothing with its input', () => {
    @Artifact()
    class Lists {
      @Field() tags: string[] = [];
      @Field(() => Object) options: unknown = {};
    }
    const input = { tags: ['a'], options: { deep: { list: [1] } } };
    const read = fromPlain(Lists, input);
    input.tags.push('b');
    input.options.deep.list.push(2);
    expect(read).toEqual({ tags: ['a'], options: { deep: { list: [1] } } });
  });

  test('lists all problems at once, with paths that lead to them', () => {
    const wrong = {
      stages: [{}, { rate: '2' }, { dataset: { nmae: 'c4', name: 'x' } }, 5],
      byName: { first: { rates: 1 } },
      options: { 'a b': { rate: null } },
      distinct: [{}, 'x'],
      titel: 'x',
    };
    expect(problemsOf(() => fromPlain(Pipeline, wrong))).toEqual([
      'titel: is no field of Pipeline. Did you mean "title"?',
      'stages[1].rate: should be Number, but is a string',
      'stages[2].dataset.nmae: is no field of Source. Did you mean "name"?',
      'stages[3]: should be Stage, but is a number',
      'byName["first"].rates: is no field of Stage. Did you mean "rate"?',
      'distinct[1]: should be Stage, but is a string',
      'options["a b"].rate: should be Number, but is null',
    ]);
  });

  test('says nothing of a missing value where a value was given that could not be read', () => {
    expect(problemsOf(() => fromPlain(Pipeline, { stages: [5] }))).toEqual([
      'stages[0]: should be Stage, but is a number',
    ]);
    expect(problemsOf(() => fromPlain(Pipeline, { stages: [{ $class: 'Sgate' }] }))).toEqual([
      'stages[0].$class: is no class that this field may hold. Did you mean "Stage"?',
    ]);
  });

  test.each<[unknown, string]>([
    [null, 'null'],
    ['x', 'a string'],
    [[{}], 'an array'],
    [new Source(), 'an instance of Source'],
  ])('does not take %p for the fields of an object', (value, kind) => {
    expect(problemsOf(() => fromPlain(Source, value))).toEqual([
      `: should be an object with the fields of Source, but is ${kind}`,
    ]);
  });

  test('takes instances among the data as they are', () => {
    const stage = of(Stage, { rate: 9 });
    const read = fromPlain(Pipeline, { stages: [stage, {}], byName: new Map([['x', stage]]) });
    expect(read.stages[0]).toBe(stage);
    expect(read.byName.get('x')).toBe(stage);
  });

  test('reports data that holds itself, and data nested without end', () => {
    @Config({ namespace: 'from-plain/Chain' })
    class Chain {
      @Field(() => Chain, { optional: true }) next?: Chain;
    }
    const circle: { next?: object } = {};
    circle.next = circle;
    let deep: object = {};
    for (let depth = 0; depth < 20_000; depth += 1) deep = { next: deep };
    expect(problemsOf(() => fromPlain(Chain, circle))).toEqual([
      'next: refers back to what holds it, or is nested deeper than 500 levels',
    ]);
    expect(problemsOf(() => fromPlain(Chain, deep))).toEqual([expect.stringMatching(/^next\.next.*500 levels$/)]);
  });

  test('warns where the compiler wrote down another type than the data has, and converts nothing', () => {
    @Artifact()
    class Hinted {
      @Field() steps: number = 1;
    }
    const events: HuldraEvent[] = [];
    const stop = subscribe((event) => events.push(event));
    const read = fromPlain(Hinted, { steps: '5' });
    stop();
    expect(read.steps).toBe('5');
    expect(events).toMatchObject([
      { type: 'warning', reason: 'design-type', message: expect.stringContaining('steps') },
    ]);
  });
});
