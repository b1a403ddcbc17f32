import { describe, expect, test } from '@jest/globals';
import { Artifact, DeclarationError, Field, type FieldOptions, Huldra, of } from '../../src/index.js';

/** The error that a declaration throws. */
function errorOf(declare: () => unknown): DeclarationError {
  try {
    declare();
  } catch (error) {
    if (DeclarationError.is(error)) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('only plain properties of instances are fields', () => {
  test('a method is none', () => {
    const error = errorOf(() => {
      class Wrong {
        @Field() size() {
          return 1;
        }
      }
      return Wrong;
    });
    expect(error.message).toMatch(/field "size" of class Wrong is a method or an accessor/);
    expect(error).toMatchObject({ code: 'DECLARATION', artifact: 'Wrong', path: 'size' });
  });

  test('a getter is none', () => {
    const declare = () => {
      class Wrong {
        @Field() get size() {
          return 1;
        }
      }
      return Wrong;
    };
    expect(errorOf(declare).message).toMatch(/field "size" of class Wrong is a method or an accessor/);
  });

  test('a pair of accessors is none', () => {
    const declare = () => {
      class Wrong {
        #size = 1;
        get size() {
          return this.#size;
        }
        @Field() set size(size) {
          this.#size = size;
        }
      }
      return Wrong;
    };
    expect(errorOf(declare).message).toMatch(/field "size" of class Wrong is a method or an accessor/);
  });

  test('a static property is none', () => {
    const declare = () => {
      class Wrong {
        @Field() static size = 1;
        weight = 1;
      }
      return Wrong;
    };
    expect(errorOf(declare).message).toMatch(/field "size" of class Wrong is static/);
  });

  test('a property named by a symbol is none', () => {
    const size = Symbol('size');
    const declare = () => {
      class Wrong {
        @Field() [size] = 1;
      }
      return Wrong;
    };
    expect(errorOf(declare).message).toMatch(/field "Symbol\(size\)" of class Wrong is named by a symbol/);
  });

  test('a parameter of the constructor is none', () => {
    const declare = () => {
      class Wrong {
        readonly size: number;
        // @ts-expect-error TS1239: @Field() decorates properties only
        constructor(@Field() size = 1) {
          this.size = size;
        }
      }
      return Wrong;
    };
    expect(errorOf(declare).message).toMatch(/a parameter of class Wrong is decorated with @Field\(\)/);
  });
});

describe('names', () => {
  test.each(['dir', 'hash', 'namespace', 'state', 'loadOrCreate', 'exists', 'toJSON'])(
    'a field cannot be called %s in a subclass of Huldra, which has it already',
    (name) => {
      abstract class Wrong extends Huldra {}
      const error = errorOf(() => Field()(Wrong.prototype, name));
      expect(error.message).toBe(
        `field "${name}" of class Wrong has a name that its base class already uses for a member. Choose another name.`,
      );
      expect(error.path).toBe(name);
    },
  );

  test('a field cannot be called as a method of any base class', () => {
    class Base {
      refresh(): number {
        return 1;
      }
    }
    class Wrong extends Base {}
    expect(errorOf(() => Field()(Wrong.prototype, 'refresh')).message).toMatch(/base class already uses/);
    expect(errorOf(() => Field()(Base.prototype, 'toString')).message).toMatch(/base class already uses/);
    expect(errorOf(() => Field()(Base.prototype, '__proto__')).message).toMatch(/base class already uses/);
  });

  test('a class without base class may have fields called dir and hash', () => {
    @Artifact({ namespace: 'field.test/Free' })
    class Free {
      @Field() dir = 'here';
      @Field() hash = 1;
    }
    expect({ ...of(Free, { hash: 2 }) }).toEqual({ dir: 'here', hash: 2 });
  });

  test('a class that extends null may have fields', () => {
    class Rootless extends null {}
    expect(() => Field()(Rootless.prototype, 'size')).not.toThrow();
  });

  test('a field cannot be decorated twice', () => {
    const declare = () => {
      class Wrong {
        @Field() @Field({ optional: true }) size = 1;
      }
      return Wrong;
    };
    expect(errorOf(declare).message).toMatch(/field "size" of class Wrong is decorated with @Field\(\) twice/);
  });

  test('a subclass may declare a field of its parent again', () => {
    class Parent {
      @Field() size = 1;
    }
    const declare = () => {
      class Child extends Parent {
        @Field() override size = 2;
      }
      return Child;
    };
    expect(declare).not.toThrow();
  });
});

describe('options that contradict each other', () => {
  const cases: [string, FieldOptions, RegExp][] = [
    ['a secret in the hash', { secret: true, hash: true }, /secret, so it cannot be in the hash/],
    ['a secret with absentMeans', { secret: true, absentMeans: 'x' }, /secret and thus never hashed; drop absentMeans/],
    ['a secret read from no name', { secret: { env: '' } }, /"", which is no name of an environment variable/],
    ['a secret read from a wrong name', { secret: { env: 'A-B' } }, /"A-B", which is no name/],
    ['a field that was formerly itself', { formerly: 'size' }, /formerly itself/],
  ];

  test.each(cases)('%s is refused', (_, options, message) => {
    const declare = () => {
      class Wrong {
        @Field(options) size = 1;
      }
      return Wrong;
    };
    expect(errorOf(declare).message).toMatch(message);
  });

  class Dataset {}

  test.each([Dataset, Date, Object, URL, BigInt, 'Dataset', null])(
    'the type %p in place of a function that returns it is refused',
    (type) => {
      class Wrong {}
      const message = /field "size" of class Wrong is given its type itself; give a function/;
      expect(errorOf(() => Reflect.apply(Field, undefined, [{ type }])(Wrong.prototype, 'size')).message).toMatch(
        message,
      );
      if (typeof type !== 'function') return;
      expect(errorOf(() => Reflect.apply(Field, undefined, [type])(Wrong.prototype, 'size')).message).toMatch(message);
    },
  );

  test('a function of any kind gives the type', () => {
    class Right {}
    const thunks = [
      () => Date,
      function type() {
        return Date;
      },
      (() => Date).bind(undefined),
    ];
    for (const [index, thunk] of thunks.entries()) {
      expect(() => Field(thunk)(Right.prototype, `size${index}`)).not.toThrow();
    }
  });

  test('two fields cannot enter the hash under one name', () => {
    @Artifact({ namespace: 'field.test/Renamed' })
    class Renamed {
      @Field() rate = 1;
      @Field({ formerly: 'rate' }) speed = 2;
    }
    const error = errorOf(() => of(Renamed));
    expect(error.message).toBe(
      'fields "rate" and "speed" of Renamed both enter the hash as "rate". Change one\'s formerly.',
    );
    expect(error).toMatchObject({ artifact: 'Renamed', path: 'speed' });
  });

  test("a parent's field and a subclass's cannot enter the hash under one name", () => {
    class Parent {
      @Field() rate = 1;
    }
    @Artifact({ namespace: 'field.test/RenamedChild' })
    class Child extends Parent {
      @Field({ formerly: 'rate' }) speed = 2;
    }
    expect(errorOf(() => of(Child)).message).toMatch(/"rate" and "speed" of RenamedChild both enter the hash/);
  });

  test('a field outside the hash may have a name that another had', () => {
    @Artifact({ namespace: 'field.test/Reused' })
    class Reused {
      @Field({ hash: false }) rate = 1;
      @Field({ formerly: 'rate' }) speed = 2;
    }
    expect(() => of(Reused)).not.toThrow();
  });
});

test('@Field without parentheses is an error, not a silently missing field', () => {
  const declare = () => {
    class Wrong {
      // @ts-expect-error TS1240: type checkers refuse it, but compilers that check no types do not
      @Field size = 1;
    }
    return Wrong;
  };
  expect(errorOf(declare).message).toBe('@Field on "size" lacks its parentheses. Write @Field().');
});
