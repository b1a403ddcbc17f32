import { describe, expect, test } from '@jest/globals';
import {
  Artifact,
  Create,
  DeclarationError,
  Dependencies,
  Field,
  Load,
  loadOrCreate,
  of,
  Validate,
} from '../../src/index.js';
import { findModel, methodOf } from '../../src/metadata/index.js';

/** The names of a class's methods by their roles. */
function rolesOf(cls: abstract new () => object) {
  const model = findModel(cls);
  if (model === undefined) throw new Error('not decorated');
  return { create: methodOf(model, 'create'), load: methodOf(model, 'load'), validate: methodOf(model, 'validate') };
}

describe('methods are found', () => {
  test('by their names', () => {
    @Artifact({ namespace: 'methods.test/Named' })
    class Named {
      create() {
        return 1;
      }
      load() {
        return 1;
      }
      validate() {
        return true;
      }
    }
    expect(rolesOf(Named)).toEqual({ create: 'create', load: 'load', validate: 'validate' });
  });

  test('by their marks, which count more than names', () => {
    const run = Symbol('run');
    @Artifact({ namespace: 'methods.test/Marked' })
    class Marked {
      create() {
        return 'made by the constructor of something else';
      }
      @Create() [run]() {
        return 1;
      }
      @Load() read() {
        return 1;
      }
      @Validate() isSound() {
        return true;
      }
    }
    expect(rolesOf(Marked)).toEqual({ create: run, load: 'read', validate: 'isSound' });
  });

  test('also the one that names dependencies', () => {
    @Artifact({ namespace: 'methods.test/Depends' })
    class Depends {
      dependencies() {
        return 'means something else here';
      }
      @Dependencies() parts() {
        return [];
      }
    }
    @Artifact({ namespace: 'methods.test/DependsByName' })
    class DependsByName {
      dependencies() {
        return [];
      }
    }
    const dependenciesOf = (cls: typeof Depends | typeof DependsByName) =>
      methodOf(findModel(cls) as NonNullable<ReturnType<typeof findModel>>, 'dependencies');
    expect([Depends, DependsByName].map(dependenciesOf)).toEqual(['parts', 'dependencies']);
  });

  test('in parents, whose marks hold for what overrides them', () => {
    class Parent {
      @Create() run() {
        return 1;
      }
      load() {
        return 1;
      }
    }
    @Artifact({ namespace: 'methods.test/Child' })
    class Child extends Parent {
      override run() {
        return 2;
      }
    }
    expect(rolesOf(Child)).toEqual({ create: 'run', load: 'load', validate: undefined });
  });

  test("by a subclass's own mark in place of its parent's", () => {
    class Parent {
      @Create() run() {
        return 1;
      }
    }
    @Artifact({ namespace: 'methods.test/Remarked' })
    class Remarked extends Parent {
      @Create() walk() {
        return 2;
      }
    }
    expect(rolesOf(Remarked).create).toBe('walk');
    expect(rolesOf(Artifact({ namespace: 'methods.test/Parent' })(Parent) ?? Parent).create).toBe('run');
  });

  test('without running accessors that have their names', () => {
    @Artifact({ namespace: 'methods.test/Accessors' })
    class Accessors {
      readonly #watts: number[] = [1];
      get load(): number {
        return this.#watts[0] ?? 0;
      }
      get validate(): boolean {
        throw new Error('not to be read');
      }
      create() {
        return 1;
      }
    }
    expect(rolesOf(Accessors)).toEqual({ create: 'create', load: undefined, validate: undefined });
  });
});

describe('declaration errors', () => {
  test('two methods marked for one role', () => {
    expect(() => {
      class Wrong {
        @Create() run() {
          return 1;
        }
        @Create() walk() {
          return 1;
        }
      }
      return Wrong;
    }).toThrow('class Wrong marks two methods with @Create(): "run" and "walk". Keep one.');
  });

  test.each([
    ['Create', Create],
    ['Load', Load],
    ['Validate', Validate],
    ['Dependencies', Dependencies],
  ])('a static method marked with @%s()', (name, mark) => {
    expect(() => {
      class Wrong {
        size = 1;
        @mark() static run() {
          return 1;
        }
      }
      return Wrong;
    }).toThrow(`@${name}() marks the static method "run" of Wrong`);
  });

  test.each([
    ['Create', Create],
    ['Load', Load],
    ['Validate', Validate],
    ['Dependencies', Dependencies],
  ])('@%s without parentheses', (name, mark) => {
    class Wrong {
      run() {
        return 1;
      }
    }
    const descriptor = Object.getOwnPropertyDescriptor(Wrong.prototype, 'run');
    expect(() => Reflect.apply(mark, undefined, [Wrong.prototype, 'run', descriptor])).toThrow(
      `@${name} on "run" lacks its parentheses. Write @${name}().`,
    );
  });

  test('a class without a method to compute its result', async () => {
    @Artifact({ namespace: 'methods.test/Idle' })
    class Idle {
      @Field() size = 1;
    }
    const error = await loadOrCreate(of(Idle)).catch((thrown: unknown) => thrown);
    expect(DeclarationError.is(error)).toBe(true);
    expect(error).toMatchObject({ message: expect.stringMatching(/Add a method create\(context\), or mark one/) });
  });
});
