import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { Artifact, Config, Field, fromJSON, fromPlain, Huldra, hashOf, of, toJSON } from '../../src/index.js';

/** The hash by the specification (docs/hash-format.md), from a canonical text written by hand. */
const hashOfText = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

@Artifact({ namespace: 'docs/TrainModel' })
class TrainModel {
  @Field() steps = 1;
  @Field() lr = 1;
}

@Config({ namespace: 'identity/Optimizer' })
class Optimizer {
  @Field() name = 'adam';
  @Field({ hash: false }) note = '';
}

@Artifact({ namespace: 'identity/Dataset', version: 'v2' })
class Dataset {
  @Field() name = 'toy';
}

@Artifact({ namespace: 'identity/Train' })
class Train {
  @Field(() => Dataset) dataset = of(Dataset);
  @Field(() => Optimizer) optimizer = of(Optimizer);
  @Field() tags = new Set<string>();
  @Field() table = new Map<string, unknown>();
  @Field() options: Record<string, unknown> = {};
  @Field({ hash: false }) workers = 4;
  @Field({ optional: true }) note?: string;
}

describe('the hash', () => {
  test('is the one of the specification', () => {
    expect(hashOf(of(TrainModel, { lr: 3e-4, steps: 5000 }))).toBe('8781792e4a4f899801e6e57db91cde4b');
  });

  test('holds nested artifacts by namespace and hash, and value objects by class name and fields', () => {
    const dataset = hashOfText('{"class":"Dataset","fields":{"name":"c4"},"huldra":1,"version":"v2"}');
    const fields = [
      `"dataset":{"$artifact":["identity/Dataset","${dataset}"]}`,
      '"optimizer":{"$config":["Optimizer",{"name":"sgd"}]}',
      '"options":{}',
      `"table":{"$map":[["a",{"$artifact":["identity/Dataset","${dataset}"]}]]}`,
      '"tags":{"$set":["x"]}',
    ];
    const expected = hashOfText(`{"class":"Train","fields":{${fields.join(',')}},"huldra":1,"version":1}`);
    const c4 = of(Dataset, { name: 'c4' });
    const train = of(Train, {
      dataset: c4,
      optimizer: of(Optimizer, { name: 'sgd' }),
      table: new Map([['a', of(Dataset, { name: 'c4' })]]),
      tags: new Set(['x']),
    });
    expect(hashOf(c4)).toBe(dataset);
    expect(hashOf(train)).toBe(expected);
  });

  test('does not depend on the order in which things were put together', () => {
    const one = of(Train, {
      options: { a: 1, b: { c: 2, d: 3 } },
      tags: new Set(['x', 'y']),
      table: new Map([
        ['k', 1],
        ['l', 2],
      ]),
    });
    const other = of(Train, {
      table: new Map([
        ['l', 2],
        ['k', 1],
      ]),
      tags: new Set(['y', 'x']),
      options: { b: { d: 3, c: 2 }, a: 1 },
    });
    expect(hashOf(other)).toBe(hashOf(one));
  });

  test('does not depend on the order of declaration, nor on where the class stands', () => {
    const declareOther = () => {
      @Artifact({ namespace: 'elsewhere/TrainModel' })
      class TrainModel {
        @Field() lr = 1;
        @Field() steps = 1;
      }
      return TrainModel;
    };
    expect(hashOf(of(declareOther()))).toBe(hashOf(of(TrainModel)));
  });

  test('depends on the class name, the version, and every hashed value', () => {
    const declareSecond = () => {
      @Artifact({ namespace: 'identity/v2/Dataset', version: 2 })
      class Dataset {
        @Field() name = 'toy';
      }
      return Dataset;
    };
    @Artifact({ namespace: 'identity/Corpus', version: 'v2' })
    class Corpus {
      @Field() name = 'toy';
    }
    const hashes = [
      hashOf(of(Dataset)),
      hashOf(of(declareSecond())),
      hashOf(of(Corpus)),
      hashOf(of(Dataset, { name: 'Toy' })),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  test('does not depend on fields with hash: false, nor on values that are not there', () => {
    const plain = hashOf(of(Train));
    expect(hashOf(of(Train, { workers: 8, optimizer: of(Optimizer, { note: 'x' }) }))).toBe(plain);
    expect(hashOf(of(Train, { note: undefined, options: { a: undefined } }))).toBe(plain);
    expect(hashOf(of(Train, { note: '' }))).not.toBe(plain);
  });

  test('is that of the fields and of nothing else', () => {
    class Noisy extends Huldra<number> {
      @Field() value = 1;
      cache = new WeakMap();
      create() {
        return 1;
      }
    }
    @Artifact({ namespace: 'identity/Quiet' })
    class Quiet extends Noisy {
      readonly #random = Math.random();
      get random() {
        return this.#random;
      }
    }
    const first = Quiet.of();
    expect(first.hash).toBe(hashOfText('{"class":"Quiet","fields":{"value":1},"huldra":1,"version":1}'));
    expect(first.random).not.toBe(Quiet.of().random);
  });

  test('is the same however the instance was made', () => {
    const made = of(Train, { dataset: of(Dataset, { name: 'c4' }), tags: new Set(['x']) });
    const assigned = new Train();
    assigned.tags.add('x');
    assigned.dataset.name = 'c4';
    const read = fromPlain(Train, { dataset: { name: 'c4' }, tags: { $set: ['x'] } });
    const restored = fromJSON(JSON.parse(JSON.stringify(toJSON(made))));
    expect([hashOf(assigned), hashOf(read), hashOf(restored)]).toEqual(Array(3).fill(hashOf(made)));
  });

  test('can be taken after what was wrong has been put right, also deep inside', () => {
    const dataset = new Dataset();
    const train = of(Train, { dataset });
    train.options = { a: { b: () => 1 } };
    expect(() => hashOf(train)).toThrow(/options\.a\.b is a function/);
    dataset.name = 'c4';
    train.options = { a: 1 };
    expect(hashOf(train)).toBe(hashOf(of(Train, { dataset: of(Dataset, { name: 'c4' }), options: { a: 1 } })));
  });

  test('of an instance of an undecorated class is refused', () => {
    class Undecorated extends Dataset {}
    expect(() => hashOf(new Undecorated())).toThrow(/class Undecorated is not an artifact class/);
    expect(() => hashOf(of(Optimizer))).toThrow(/class Optimizer is a value object/);
    expect(() => hashOf({})).toThrow(/class Object is not an artifact class/);
    expect(() => hashOf(Object.create(null) as object)).toThrow(/an object without a class is no artifact/);
  });
});
