import { describe, expect, test } from '@jest/globals';
import { IsOptional } from 'class-validator';
import { Artifact, Config, DeclarationError, Field, Huldra, hashOf, InvalidConfigError, of } from '../../src/index.js';
import { problemsOf, thrownBy } from './support/problems.js';

@Config()
class Optimizer {
  @Field() lr = 1e-3;
  @Field({ doc: 'how many samples make a step' }) batch!: number;
}

@Artifact()
class Train {
  @Field() name = 'toy';
  @Field() steps!: number;
  @Field(() => Optimizer) optimizer = of(Optimizer, { batch: 8 });
  @Field({ optional: true }) note?: string;
  @Field() @IsOptional() comment?: string;
  create() {
    return 1;
  }
}

/** Fields that no compiler would let through. */
const unchecked = (fields: object): object => fields;

describe('of()', () => {
  test('makes an instance of the class with the given fields and the defaults of the others', () => {
    const train = of(Train, { steps: 10, note: 'x' });
    expect(train).toBeInstanceOf(Train);
    expect({ ...train }).toMatchObject({ name: 'toy', steps: 10, note: 'x', comment: undefined });
    expect(train.create()).toBe(1);
  });

  test('lists all problems at once, each with its path', () => {
    const fields = unchecked({ nmae: 'x', stpes: 3, optimizer: { lr: 1 } });
    expect(problemsOf(() => of(Train, fields))).toEqual([
      'nmae: is no field of Train. Did you mean "name"?',
      'stpes: is no field of Train. Did you mean "steps"?',
      'steps: is missing; give a value, a default, or declare it optional: true',
      'optimizer: should be Optimizer, but is a plain object; make it with of(Optimizer, {…}), or read the whole from plain data with fromPlain()',
    ]);
  });

  test('says which class, and where first, in the error itself', () => {
    const error = thrownBy(() => of(Train, unchecked({ nmae: 'x', steps: 1 })));
    expect(InvalidConfigError.is(error)).toBe(true);
    expect(error).toMatchObject({ code: 'INVALID_CONFIG', artifact: 'Train', path: 'nmae' });
    expect(String(error)).toContain('Train is not configured correctly:\n  - nmae: is no field');
  });

  test('names all fields where none is near', () => {
    expect(problemsOf(() => of(Train, unchecked({ steps: 1, temperature: 1, x: 1 })))).toEqual([
      'temperature: is no field of Train. It has: name, steps, optimizer, note, comment.',
      'x: is no field of Train. It has: name, steps, optimizer, note, comment.',
    ]);
  });

  test.each(['__proto__', 'constructor', 'toString', 'create', 'hash'])('takes no member called %s', (name) => {
    const fields = JSON.parse(`{"steps": 1, "${name}": {"polluted": true}}`) as object;
    expect(problemsOf(() => of(Train, fields))).toEqual([expect.stringContaining(`${name}: is no field of Train.`)]);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  test('leaves the default where a value is undefined', () => {
    expect(of(Train, { steps: 1, name: undefined }).name).toBe('toy');
  });

  test('reports a missing field with its documentation', () => {
    expect(problemsOf(() => of(Optimizer))).toEqual([
      'batch: is missing (how many samples make a step); give a value, a default, or declare it optional: true',
    ]);
  });

  test('takes null for optional fields and for fields without a declared type only', () => {
    @Artifact()
    class Nullable {
      @Field() free: string | null = 'x';
      @Field(() => Optimizer) typed: Optimizer | null = null;
      @Field(() => Optimizer, { optional: true }) optional?: Optimizer | null;
      @Field(() => Optimizer) @IsOptional() validated?: Optimizer | null;
    }
    expect(problemsOf(() => of(Nullable, { free: null, optional: null, validated: null }))).toEqual([
      'typed: should be Optimizer, but is null',
    ]);
  });

  test('checks the instance itself, and leaves what it holds to the hash', () => {
    const incomplete = new Optimizer();
    const train = of(Train, { steps: 1, optimizer: incomplete });
    expect(problemsOf(() => hashOf(train))).toEqual([expect.stringContaining('optimizer.batch: is missing')]);
    incomplete.batch = 4;
    expect(hashOf(train)).toMatch(/^[0-9a-f]{32}$/);
  });

  test('is a method of classes that extend Huldra, and does the same', () => {
    @Artifact()
    class Based extends Huldra<number> {
      @Field() value = 1;
      create() {
        return this.value;
      }
    }
    expect(hashOf(Based.of({ value: 2 }))).toBe(hashOf(of(Based, { value: 2 })));
    expect(problemsOf(() => Based.of(unchecked({ valeu: 2 })))).toEqual([
      'valeu: is no field of Based. Did you mean "value"?',
    ]);
  });
});

describe('of() refuses', () => {
  test('a class without a decorator of its own', () => {
    class Undecorated extends Train {}
    expect(() => of(Undecorated)).toThrow(DeclarationError);
    expect(() => of(Undecorated)).toThrow(/Undecorated is decorated with neither/);
  });

  test('a class whose constructor throws, with the reason as the cause', () => {
    const reason = new TypeError('needs a path');
    @Artifact()
    class Demanding {
      @Field() value = 1;
      constructor() {
        throw reason;
      }
    }
    const error = thrownBy(() => of(Demanding));
    expect(error).toMatchObject({ code: 'DECLARATION', cause: reason });
    expect(String(error)).toMatch(/the constructor of Demanding threw .*needs a path/);
  });

  test('to lose values that a constructor has made read-only', () => {
    @Artifact()
    class Frozen {
      @Field() value = 1;
      constructor() {
        Object.freeze(this);
      }
    }
    expect(of(Frozen).value).toBe(1);
    expect(() => of(Frozen, { value: 2 })).toThrow(DeclarationError);
    expect(() => of(Frozen, { value: 2 })).toThrow(/"value" of Frozen cannot be given a value/);
  });
});
