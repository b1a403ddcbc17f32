import { inspect } from 'node:util';
import {
  Artifact,
  Config,
  choice,
  collection,
  Field,
  HuldraError,
  hashOf,
  int,
  logUniform,
  of,
  sweep,
  uniform,
} from '@huldra/core';
import { describe, expect, test } from '@jest/globals';
import { SplitMix64 } from '../../src/sweeps/split-mix.js';
import { problemsOf, thrownBy } from '../configuration/support/problems.js';

@Artifact({ namespace: 'test-sweep/Dataset' })
class Dataset {
  @Field() name = 'toy';
  @Field() size = 10;
  @Field({ optional: true }) limit?: number = 5;
}

@Config({ namespace: 'test-sweep/Adam' })
class Adam {
  @Field() beta = 0.9;
  @Field() warm = of(Dataset, { name: 'warm' });
}

@Artifact({ namespace: 'test-sweep/Train' })
class Train {
  @Field() steps!: number;
  @Field() lr = 1e-3;
  @Field(() => Dataset) dataset = of(Dataset);
  @Field() optimizer = of(Adam);
  @Field() options = { depth: { layers: 2 }, width: 8 };
  @Field() hidden = [64];
  @Field({ hash: false }) workers = 1;
  @Field({ secret: true }) key = 'sesame';
  @Field(() => Dataset, { optional: true }) extra?: Dataset;
}

const fixed = { steps: 100 };

describe('a grid', () => {
  test('has every combination, the last field varying fastest, named by what varies', () => {
    const variants = sweep(Train, { lr: [1e-3, 1e-4], 'dataset.name': ['a', 'b'] }, fixed);
    expect(variants.names()).toEqual([
      'lr=0.001,dataset.name=a',
      'lr=0.001,dataset.name=b',
      'lr=0.0001,dataset.name=a',
      'lr=0.0001,dataset.name=b',
    ]);
    expect([...variants].map(({ lr, dataset, steps }) => [lr, dataset.name, dataset.size, steps])).toEqual([
      [1e-3, 'a', 10, 100],
      [1e-3, 'b', 10, 100],
      [1e-4, 'a', 10, 100],
      [1e-4, 'b', 10, 100],
    ]);
    expect(variants.byName('lr=0.0001,dataset.name=b')).toBe([...variants][3]);
  });

  test('has the same artifacts as those made by hand', () => {
    const [variant] = sweep(Train, { 'optimizer.warm.size': [7], lr: [0.5] }, { steps: 9 });
    const optimizer = of(Adam, { warm: of(Dataset, { name: 'warm', size: 7 }) });
    expect(hashOf(variant as Train)).toBe(hashOf(of(Train, { steps: 9, lr: 0.5, optimizer })));
  });

  test('changes what a value of the grid or of the fixed fields holds, and leaves that as it is', () => {
    const large = of(Dataset, { name: 'large', size: 1000, limit: undefined });
    const variants = sweep(Train, { dataset: [large, of(Dataset)], 'dataset.name': ['x'] }, fixed);
    expect([...variants].map(({ dataset }) => [dataset.name, dataset.size])).toEqual([
      ['x', 1000],
      ['x', 10],
    ]);
    expect(large.name).toBe('large');
    const [other] = sweep(Train, { 'dataset.name': ['y'] }, { ...fixed, dataset: large });
    expect(other?.dataset).toMatchObject({ name: 'y', size: 1000 });
  });

  test('keeps a field without a value that has a default otherwise', () => {
    const unlimited = of(Dataset);
    unlimited.limit = undefined as never;
    const [variant] = sweep(Train, { 'dataset.name': ['x'] }, { ...fixed, dataset: unlimited });
    expect(variant?.dataset.limit).toBe(undefined);
  });

  test('goes into plain objects', () => {
    const variants = sweep(Train, { 'options.depth.layers': [3, 4] }, fixed);
    expect([...variants].map(({ options }) => options)).toEqual([
      { depth: { layers: 3 }, width: 8 },
      { depth: { layers: 4 }, width: 8 },
    ]);
  });

  test('takes fields that the class requires, and any iterable of values', () => {
    expect([...sweep(Train, { steps: new Set([1, 2]) })].map(({ steps }) => steps)).toEqual([1, 2]);
  });

  test('without fields is the class as it is', () => {
    expect(sweep(Train, {}, fixed).names()).toEqual(['default']);
  });

  test('holds each artifact once', () => {
    expect(sweep(Train, { lr: [1, 1, 2] }, fixed).names()).toEqual(['lr=1', 'lr=2']);
  });

  test('tells values apart that look alike when they are cut', () => {
    const [a, b] = ['a', 'b'].map((end) => `${'x'.repeat(60)}${end}`);
    const names = sweep(Train, { 'dataset.name': [a as string, b as string] }, fixed).names();
    expect(names[1]).toBe(`${names[0]}#2`);
  });
});

describe('a wrong name or value', () => {
  // What the compiler refuses already; JavaScript has no compiler.
  const swept = (grid: object, base: object = fixed) => problemsOf(() => sweep(Train, grid as never, base as never));

  test('is an error with its path and the nearest right name', () => {
    expect(swept({ lrr: [1], 'dataset.nme': ['a'], 'optimizer.warm.sise': [1] })).toEqual([
      'lrr: is no field of Train. Did you mean "lr"?',
      'dataset.nme: is no field of Dataset. Did you mean "name"?',
      'optimizer.warm.sise: is no field of Dataset. Did you mean "size"?',
    ]);
  });

  test('is one that could not tell artifacts apart', () => {
    expect(swept({ workers: [1, 2] })).toEqual([
      'workers: is no part of the hash (hash: false): all variants would be the same artifact',
    ]);
    const [problem] = swept({ key: ['open', 'close'] });
    expect(problem).toContain('key: is secret');
    expect(problem).not.toContain('open');
  });

  test('is a field of what is not there', () => {
    expect(swept({ 'extra.name': ['a'] })).toEqual([
      'extra.name: cannot be set: extra has no value. Sweep over "extra" as a whole, or give it a value.',
    ]);
    expect(swept({ 'lr.x': [1] })[0]).toContain('lr holds no fields');
  });

  test('is a list that is none, or empty', () => {
    expect(swept({ lr: 1e-3 })).toEqual(['lr: should be a list of the values to try']);
    expect(swept({ 'dataset.name': 'toy' })).toEqual(['dataset.name: should be a list of the values to try']);
    expect(swept({ lr: [] })).toEqual(['lr: has no values to try.']);
  });

  test('is a missing field that neither the grid nor the fixed fields give', () => {
    expect(swept({ lr: [1] }, {})).toEqual([expect.stringMatching(/^steps: is missing/)]);
  });

  test('is a grid too large to be meant', () => {
    const many = Array.from({ length: 101 }, (_, n) => n);
    expect(swept({ lr: many, steps: many, 'dataset.size': many, 'options.width': many })[0]).toContain(
      '104060401 variants',
    );
  });
});

describe('zipped lists', () => {
  test('give one variant for each position', () => {
    const variants = sweep.zip(Train, { lr: [1, 2], 'dataset.name': ['a', 'b'] }, fixed);
    expect(variants.names()).toEqual(['lr=1,dataset.name=a', 'lr=2,dataset.name=b']);
  });

  test('are equally long', () => {
    expect(problemsOf(() => sweep.zip(Train, { lr: [1, 2], 'dataset.name': ['a'] }, fixed))).toEqual([
      'lr: has 2 values; zipped lists are equally long',
      'dataset.name: has 1 value; zipped lists are equally long',
    ]);
  });
});

test('the generator gives the numbers of its reference implementation', () => {
  const numbers = (seed: bigint) => {
    const random = new SplitMix64(seed);
    return [random.next(), random.next(), random.next()];
  };
  expect(numbers(0n)).toEqual([16294208416658607535n, 7960286522194355700n, 487617019471545679n]);
  expect(numbers(1234567n)).toEqual([6457827717110365317n, 3203168211198807973n, 9817491932198370423n]);
});

describe('random variants', () => {
  const space = {
    lr: logUniform(1e-5, 1e-1),
    'dataset.size': int(1, 1000),
    'dataset.name': choice(['a', 'b']),
    'optimizer.beta': uniform(0.8, 0.99),
  };

  test('are the same for the same seed, on every machine', () => {
    const names = sweep.random(Train, space, { count: 3, seed: 42 }, fixed).names();
    expect(names).toEqual([
      'lr=0.0237601,dataset.size=749,dataset.name=b,optimizer.beta=0.837309',
      'lr=0.0000961269,dataset.size=690,dataset.name=b,optimizer.beta=0.934682',
      'lr=0.00949895,dataset.size=572,dataset.name=a,optimizer.beta=0.950744',
    ]);
    expect(sweep.random(Train, space, { count: 3, seed: 43 }, fixed).names()).not.toEqual(names);
  });

  test('keep the first ones when more are asked for, and their values when a field is added', () => {
    const three = sweep.random(Train, space, { count: 3 }, fixed);
    const ten = sweep.random(Train, space, { count: 10 }, fixed);
    expect(ten.names().slice(0, 3)).toEqual(three.names());
    const wider = sweep.random(Train, { ...space, 'options.width': int(1, 9) }, { count: 3 }, fixed);
    expect([...wider].map(({ lr }) => lr)).toEqual([...three].map(({ lr }) => lr));
  });

  test('lie where they should', () => {
    const variants = [...sweep.random(Train, space, { count: 300, seed: 7 }, fixed)];
    expect(variants).toHaveLength(300);
    for (const { lr, dataset, optimizer } of variants) {
      expect(lr >= 1e-5 && lr <= 1e-1).toBe(true);
      expect(Number.isInteger(dataset.size) && dataset.size >= 1 && dataset.size <= 1000).toBe(true);
      expect(optimizer.beta >= 0.8 && optimizer.beta <= 0.99).toBe(true);
    }
    // Orders of magnitude are equally likely: of four, each holds a quarter, give or take.
    const small = variants.filter(({ lr }) => lr < 1e-4).length;
    expect(small).toBeGreaterThan(40);
    expect(small).toBeLessThan(120);
    expect(new Set(variants.map(({ dataset }) => dataset.name))).toEqual(new Set(['a', 'b']));
  });

  test('are different from each other, or an error says that there are not so many', () => {
    expect(sweep.random(Train, { steps: int(1, 4) }, { count: 4 }).size).toBe(4);
    expect(problemsOf(() => sweep.random(Train, { steps: int(1, 4) }, { count: 5 }))).toEqual([
      'count: the space holds hardly more than 4 different variants; 5 were asked for. Ask for fewer, or sweep over a grid.',
    ]);
  });

  test('need a space and a count', () => {
    expect(problemsOf(() => sweep.random(Train, { lr: [1, 2] } as never, { count: 0, seed: 0.5 }))).toEqual([
      'lr: should be a distribution: uniform, logUniform, int or choice',
      expect.stringMatching(/^count: should be a whole number from 1 to/),
      'seed: should be a whole number, but is 0.5',
    ]);
    for (const make of [() => uniform(2, 1), () => logUniform(0, 1), () => int(0.5, 2), () => choice([])]) {
      expect(thrownBy(make)).toMatchObject({ code: 'DECLARATION' });
    }
  });
});

describe('a collection', () => {
  const baseline = of(Train, { steps: 1 });
  const runs = collection({
    baseline,
    sweep: sweep(Train, { steps: [1, 2] }),
    others: [of(Dataset), of(Dataset, { name: 'b' })],
    nested: collection({ deep: of(Dataset, { name: 'c' }) }),
  });

  test('names its members, those of lists and collections after a slash', () => {
    expect(runs.names()).toEqual(['baseline', 'sweep/steps=2', 'others/0', 'others/1', 'nested/deep']);
    expect([...runs]).toHaveLength(5);
    expect(runs.size).toBe(5);
    expect([...runs.entries()][0]).toEqual(['baseline', baseline]);
  });

  test('holds the same artifact once, and finds it under each of its names', () => {
    expect(runs.byName('sweep/steps=1')).toBe(baseline);
    expect(runs.has('sweep/steps=1')).toBe(true);
    expect(runs.has('sweep')).toBe(false);
  });

  test('prints its size and its names', () => {
    expect(inspect(collection({ a: baseline, b: [of(Dataset)] }))).toBe("Collection(2) [ 'a', 'b/0' ]");
  });

  test('suggests the nearest name', () => {
    const error = thrownBy(() => runs.byName('sweep/steps=3'));
    expect(HuldraError.is(error)).toBe(true);
    expect(error).toMatchObject({
      code: 'UNKNOWN_MEMBER',
      message: expect.stringContaining('Did you mean "sweep/steps=1"?'),
    });
  });

  test('refuses what is no artifact', () => {
    expect(problemsOf(() => collection({ a: of(Adam), b: [1], c: {} }))).toEqual([
      'a: is no artifact, and no list or collection of artifacts',
      'b/0: is no artifact, and no list or collection of artifacts',
      'c: is no artifact, and no list or collection of artifacts',
    ]);
  });
});
