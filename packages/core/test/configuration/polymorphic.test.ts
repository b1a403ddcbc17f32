import { describe, expect, test } from '@jest/globals';
import { Artifact, Config, Field, fromPlain, hashOf, of } from '../../src/index.js';
import { problemsOf } from './support/problems.js';

@Config({ namespace: 'poly/Sgd' })
class Sgd {
  @Field() lr = 0.1;
}

@Config({ namespace: 'poly/Adam' })
class Adam {
  @Field() lr = 0.2;
}

/** Not decorated: nobody can hash one. */
abstract class Layer {
  abstract size(): number;
}

@Config({ namespace: 'poly/Dense' })
class Dense extends Layer {
  @Field() units = 1;
  size() {
    return this.units;
  }
}

@Config({ namespace: 'poly/Conv' })
class Conv extends Layer {
  @Field() kernel = 3;
  size() {
    return this.kernel ** 2;
  }
}

@Config({ namespace: 'poly/deep/Conv' })
class DeepConv extends Conv {
  @Field() depth = 2;
}

@Artifact({ namespace: 'poly/Model' })
class Model {
  @Field({ type: () => [Sgd, Adam] }) optimizer: Sgd | Adam = of(Sgd);
  @Field({ type: () => Layer, container: 'array' }) layers: Layer[] = [];
  @Field({ type: () => [Number, Adam] }) rate: number | Adam = 1;
}

@Artifact({ namespace: 'poly/BigModel' })
class BigModel extends Model {
  @Field() factor = 10;
}

describe('a field that may hold several classes', () => {
  test.each(['Adam', 'poly/Adam'])('is read with $class %p', ($class) => {
    const { optimizer } = fromPlain(Model, { optimizer: { $class, lr: 5 } });
    expect(optimizer).toBeInstanceOf(Adam);
    expect(optimizer).toEqual({ lr: 5 });
  });

  test('needs a $class', () => {
    expect(problemsOf(() => fromPlain(Model, { optimizer: { lr: 5 } }))).toEqual([
      'optimizer: could be Sgd or Adam; say which with "$class"',
    ]);
  });

  test.each<[unknown, string]>([
    ['Adma', 'Did you mean "Adam"?'],
    ['Momentum', 'It can be: Sgd, Adam.'],
    ['poly/Dense', 'It can be: Sgd, Adam.'],
    ['constructor', 'It can be: Sgd, Adam.'],
    [5, 'It should be a name.'],
    [null, 'It should be a name.'],
  ])('does not take $class %p', ($class, help) => {
    expect(problemsOf(() => fromPlain(Model, { optimizer: { $class } }))).toEqual([
      `optimizer.$class: is no class that this field may hold. ${help}`,
    ]);
  });

  test('may hold values that need no class beside them', () => {
    expect(fromPlain(Model, { rate: 5 }).rate).toBe(5);
    expect(fromPlain(Model, { rate: { lr: 5 } }).rate).toBeInstanceOf(Adam);
    expect(problemsOf(() => fromPlain(Model, { rate: 'x' }))).toEqual([
      'rate: should be Number or Adam, but is a string',
    ]);
  });
});

describe('a field declared with an abstract parent', () => {
  test('is read as the subclass that $class names', () => {
    const { layers } = fromPlain(Model, {
      layers: [{ $class: 'Dense', units: 4 }, { $class: 'poly/Conv' }, { $class: 'poly/deep/Conv', depth: 3 }],
    });
    expect(layers.map((layer) => layer.constructor)).toEqual([Dense, Conv, DeepConv]);
    expect(layers.map((layer) => layer.size())).toEqual([4, 9, 9]);
  });

  test('asks for the namespace where a name is not enough', () => {
    expect(problemsOf(() => fromPlain(Model, { layers: [{ $class: 'Conv' }] }))).toEqual([
      'layers[0].$class: names several classes; say which: poly/Conv or poly/deep/Conv',
    ]);
  });

  test('knows which subclasses there are', () => {
    expect(problemsOf(() => fromPlain(Model, { layers: [{ $class: 'Dnese' }, { $class: 'Adam' }] }))).toEqual([
      'layers[0].$class: is no class that this field may hold. Did you mean "Dense"?',
      'layers[1].$class: is no class that this field may hold. It can be: Dense, Conv.',
    ]);
  });

  test('reports data without a $class', () => {
    expect(problemsOf(() => fromPlain(Model, { layers: [{ units: 1 }] }))).toEqual([
      'layers[0]: should be Layer, but is a plain object',
    ]);
  });

  test('holds instances of subclasses only', () => {
    expect(of(Model, { layers: [of(DeepConv)] }).layers[0]?.size()).toBe(9);
    expect(problemsOf(() => of(Model, { layers: [of(Sgd) as unknown as Layer] }))).toEqual([
      'layers[0]: should be Layer, but is an instance of Sgd',
    ]);
  });
});

describe('the data as a whole', () => {
  test('may name its class, or a subclass', () => {
    expect(fromPlain(Model, { $class: 'Model' })).toBeInstanceOf(Model);
    expect(fromPlain(Model, { $class: 'poly/BigModel', factor: 2 })).toBeInstanceOf(BigModel);
  });

  test('may not name any other', () => {
    expect(problemsOf(() => fromPlain(Model, { $class: 'Sgd' }))).toEqual([
      '$class: is no class that this field may hold. It can be: Model, BigModel.',
    ]);
  });
});

test('which subclass was chosen is part of the hash', () => {
  const hashes = [
    { $class: 'Sgd', lr: 1 },
    { $class: 'Adam', lr: 1 },
  ].map((optimizer) => hashOf(fromPlain(Model, { optimizer })));
  expect(new Set(hashes).size).toBe(2);
  expect(hashes[1]).toBe(hashOf(of(Model, { optimizer: of(Adam, { lr: 1 }) })));
});
