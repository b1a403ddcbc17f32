import { describe, expect, test } from '@jest/globals';
import {
  ArrayMinSize,
  IsDefined,
  IsIn,
  IsInt,
  IsOptional,
  IsPositive,
  Matches,
  Max,
  MaxLength,
  Min,
  registerDecorator,
  Validate,
  ValidateIf,
  ValidateNested,
  ValidatorConstraint,
  type ValidatorConstraintInterface,
} from 'class-validator';
import { Artifact, Config, DeclarationError, Field, fromPlain, hashOf, of } from '../../src/index.js';
import { problemsOf, thrownBy } from './support/problems.js';

@ValidatorConstraint({ name: 'isEven' })
class IsEven implements ValidatorConstraintInterface {
  validate(value: unknown) {
    return typeof value === 'number' && value % 2 === 0;
  }
  defaultMessage() {
    return 'must be even';
  }
}

@Config()
class Window {
  @Field() @IsInt() @Min(1) size = 1;
}

@Artifact()
class Train {
  @Field() @IsPositive() @Max(1, { message: 'should not exceed $constraint1, but is $value' }) lr = 0.1;
  @Field() @IsInt() @Min(1) @Max(10) @Validate(IsEven) steps = 2;
  @Field() @IsIn(['adam', 'sgd']) optimizer = 'adam';
  @Field() @IsInt({ each: true }) @ArrayMinSize(1) sizes = [1];
  @Field() @Max(5, { groups: ['fast'] }) grouped = 1;
  @Field({ optional: true }) @IsInt() maybe?: number | null;
  @Field() @IsOptional() @IsInt() perhaps?: number | null;
  @Field() @ValidateIf(({ optimizer }: Train) => optimizer === 'sgd') @IsPositive() momentum = 0;
}

describe("class-validator's decorators on fields", () => {
  test('let a valid instance pass', () => {
    expect(of(Train, { maybe: 5, perhaps: null, steps: 4 })).toBeInstanceOf(Train);
  });

  test('report every constraint that fails, with custom messages as they are', () => {
    expect(problemsOf(() => of(Train, { lr: 2, steps: 10.5, optimizer: 'adma', sizes: [], grouped: 9 }))).toEqual([
      'lr: should not exceed 1, but is 2',
      'steps: must be even',
      'steps: must not be greater than 10',
      'steps: must be an integer number',
      'optimizer: must be one of the following values: adam, sgd',
      'sizes: must contain at least 1 elements',
      'grouped: must not be greater than 5',
    ]);
    expect(problemsOf(() => of(Train, { sizes: [1, 1.5] }))).toEqual([
      'sizes: each value in sizes must be an integer number',
    ]);
  });

  test('are asked with the other problems, and again for the hash', () => {
    const fields: object = { lr: -1, stpes: 1 };
    expect(problemsOf(() => of(Train, fields))).toEqual([
      'stpes: is no field of Train. Did you mean "steps"?',
      'lr: must be a positive number',
    ]);
    const train = of(Train);
    train.lr = -1;
    expect(problemsOf(() => hashOf(train))).toEqual(['lr: must be a positive number']);
    expect(problemsOf(() => fromPlain(Train, { lr: -1 }))).toEqual(['lr: must be a positive number']);
  });

  test('do not judge a value that may be absent and is, nor one that @ValidateIf exempts', () => {
    expect(of(Train, { maybe: null })).toMatchObject({ maybe: null, perhaps: undefined, momentum: 0 });
    expect(problemsOf(() => of(Train, { maybe: 1.5, perhaps: 1.5, optimizer: 'sgd' }))).toEqual([
      'maybe: must be an integer number',
      'perhaps: must be an integer number',
      'momentum: must be a positive number',
    ]);
  });

  test('say nothing of a value that is missing or of a wrong type: that is said already', () => {
    @Artifact()
    class Demanding {
      @Field() @IsDefined() @IsInt() missing!: number;
      @Field(() => Number) @IsInt() wrong: unknown = 'x';
    }
    expect(problemsOf(() => of(Demanding))).toEqual([
      'missing: is missing; give a value, a default, or declare it optional: true',
      'wrong: should be Number, but is a string',
    ]);
  });

  test('may be made by registerDecorator, with and without a name', () => {
    const IsShort = (name?: string) => (target: object, propertyName: string) =>
      registerDecorator({
        ...(name === undefined ? {} : { name }),
        target: target.constructor,
        propertyName,
        options: { message: '$property is too long' },
        validator: { validate: (value: string) => value.length < 3 },
      } as Parameters<typeof registerDecorator>[0]);
    @Artifact()
    class Short {
      @Field() @IsShort('short') named = '';
      @Field() @IsShort() unnamed = '';
    }
    expect(problemsOf(() => of(Short, { named: 'abc', unnamed: 'abc' }))).toEqual([
      'named: is too long',
      'unnamed: is too long',
    ]);
  });

  test('may use what is private to the instance', () => {
    @Artifact()
    class Private {
      #limit = 5;
      @Field() @ValidateIf((self: Private) => self.isLimited()) @Max(1) value = 1;
      isLimited() {
        return this.value > this.#limit;
      }
    }
    expect(of(Private, { value: 3 }).value).toBe(3);
    expect(problemsOf(() => of(Private, { value: 6 }))).toEqual(['value: must not be greater than 1']);
  });
});

describe('@ValidateNested', () => {
  @Artifact()
  class Nested {
    @Field(() => Window) @ValidateNested() one = of(Window);
    @Field(() => Window) @ValidateNested() many: Window[] = [];
    @Field(() => Window) @ValidateNested() distinct = new Set<Window>();
    @Field(() => Window) @ValidateNested() byName = new Map<string, Window>();
    @Field(() => Window) unwatched = of(Window);
  }
  const wrong = () => Object.assign(new Window(), { size: 0 });

  test('lets of() look into instances that were made with new', () => {
    const fields = {
      one: wrong(),
      many: [of(Window), wrong()],
      distinct: new Set([wrong()]),
      byName: new Map([['a', wrong()]]),
      unwatched: wrong(),
    };
    expect(problemsOf(() => of(Nested, fields))).toEqual([
      'one.size: must not be less than 1',
      'many[1].size: must not be less than 1',
      'distinct[0].size: must not be less than 1',
      'byName["a"].size: must not be less than 1',
    ]);
  });

  test('reports nothing twice where everything is checked anyway', () => {
    const nested = of(Nested);
    nested.one = wrong();
    nested.unwatched = wrong();
    expect(problemsOf(() => hashOf(nested))).toEqual([
      'one.size: must not be less than 1',
      'unwatched.size: must not be less than 1',
    ]);
    expect(problemsOf(() => fromPlain(Nested, { one: { size: 0 }, many: [{ size: -1 }] }))).toEqual([
      'one.size: must not be less than 1',
      'many[0].size: must not be less than 1',
    ]);
  });

  test('says what a value is that is no object', () => {
    @Artifact()
    class Untyped {
      @Field() @ValidateNested() value: unknown = {};
    }
    expect(problemsOf(() => of(Untyped, { value: 5 }))).toEqual([
      'value: nested property value must be either object or array',
    ]);
  });
});

describe('validators of a parent class', () => {
  class Base {
    @Field() @IsPositive() @Max(100) value = 1;
    @Field() @IsInt() @Validate(IsEven) even = 2;
    @Field() @Matches(/^a/) name = 'a';
    @Field() @IsInt() required: number | undefined = 1;
  }

  @Artifact()
  class Inheriting extends Base {
    @Field() @MaxLength(3) other = '';
  }

  @Artifact()
  class Redeclaring extends Base {
    @Field() @IsInt() @Max(10) override value = 1;
    @Field() @Min(0) override even = 2;
    @Field() @IsOptional() override required: number | undefined = undefined;
  }

  test('hold in a class that adds others', () => {
    expect(problemsOf(() => of(Inheriting, { value: -1, even: 3, name: 'b', other: 'long' }))).toEqual([
      'other: must be shorter than or equal to 3 characters',
      'value: must be a positive number',
      'even: must be even',
      expect.stringContaining('name: must match'),
    ]);
  });

  test('hold in a class that redeclares the field', () => {
    expect(problemsOf(() => of(Redeclaring, { value: -1.5, even: -3 }))).toEqual([
      'value: must be an integer number',
      'even: must not be less than 0',
      'value: must be a positive number',
      'even: must be even',
    ]);
  });

  test('give way to the same constraint on the redeclared field', () => {
    expect(problemsOf(() => of(Redeclaring, { value: 11 }))).toEqual(['value: must not be greater than 10']);
    expect(problemsOf(() => of(Inheriting, { value: 101 }))).toEqual(['value: must not be greater than 100']);
    @Artifact()
    class Wider extends Base {
      @Field() @Max(1000) override value = 1;
    }
    expect(of(Wider, { value: 500 }).value).toBe(500);
  });

  test('give way to @IsOptional on the redeclared field', () => {
    expect(of(Redeclaring).required).toBeUndefined();
    expect(problemsOf(() => of(Redeclaring, { required: 1.5 }))).toEqual(['required: must be an integer number']);
  });

  test('without a name hold beside others without a name', () => {
    const Not = (forbidden: number) => (target: object, propertyName: string) =>
      registerDecorator({
        target: target.constructor,
        propertyName,
        options: { message: `must not be ${forbidden}` },
        validator: { validate: (value: unknown) => value !== forbidden },
      } as Parameters<typeof registerDecorator>[0]);
    class Parent {
      @Field() @Not(1) value = 0;
    }
    @Artifact()
    class Child extends Parent {
      @Field() @Not(2) override value = 0;
    }
    expect(problemsOf(() => of(Child, { value: 1 }))).toEqual(['value: must not be 1']);
    expect(problemsOf(() => of(Child, { value: 2 }))).toEqual(['value: must not be 2']);
  });
});

describe('an asynchronous validator is refused, because everything would seem valid', () => {
  const asynchronous = (async?: boolean) => (target: object, propertyName: string) =>
    registerDecorator({
      name: 'slow',
      target: target.constructor,
      propertyName,
      ...(async === undefined ? {} : { async }),
      validator: { validate: () => Promise.resolve(false) },
    });

  test('where it says that it is one', () => {
    @Artifact()
    class Slow {
      @Field() @asynchronous(true) value = 1;
    }
    expect(thrownBy(() => of(Slow))).toMatchObject({ code: 'DECLARATION', path: 'value' });
    expect(() => of(Slow)).toThrow(/field "value" of Slow has an asynchronous validator/);
  });

  test('where it only returns a promise', () => {
    @Artifact()
    class Sneaky {
      @Field() @asynchronous() value = 1;
    }
    expect(() => of(Sneaky)).toThrow(DeclarationError);
    expect(() => of(Sneaky)).toThrow(/class Sneaky has an asynchronous validator/);
  });

  test('in a parent class and in a nested instance', () => {
    @Config()
    class Slow {
      @Field() @asynchronous(true) value = 1;
    }
    @Artifact()
    class Child extends Slow {}
    @Artifact()
    class Holder {
      @Field(() => Slow) slow = new Slow();
    }
    expect(() => of(Child)).toThrow(DeclarationError);
    expect(() => hashOf(new Holder())).toThrow(DeclarationError);
  });
});
