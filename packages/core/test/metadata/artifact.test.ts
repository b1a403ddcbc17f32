import { describe, expect, test } from '@jest/globals';
import { Artifact, Config, DeclarationError, fromJSON, Huldra, hashOf, of, toJSON } from '../../src/index.js';
import { findClass, findModel } from '../../src/metadata/index.js';

describe('a class that is no artifact class', () => {
  test('without a decorator has no fields for of()', () => {
    class Plain {}
    expect(() => of(Plain)).toThrow('class Plain is decorated with neither @Artifact() nor @Config().');
  });

  test('without a decorator has no hash', () => {
    class Plain {}
    expect(() => hashOf(new Plain())).toThrow('class Plain is not an artifact class');
  });

  test('whose parent alone is decorated has no hash', () => {
    @Artifact({ namespace: 'artifact.test/Parent' })
    class Parent {}
    class Child extends Parent {}
    expect(() => hashOf(new Child())).toThrow(
      /class Child is not an artifact class.*parents' decorator does not count/,
    );
  });

  test('being a value object has no hash', () => {
    @Config({ namespace: 'artifact.test/Value' })
    class Value {}
    expect(() => hashOf(of(Value))).toThrow(
      'class Value is a value object (@Config()), which has no result of its own.',
    );
  });

  test('at all, such as that of a plain object, has no hash', () => {
    expect(() => hashOf({})).toThrow(DeclarationError);
    expect(() => hashOf(Object.create(null))).toThrow('an object without a class is no artifact');
  });
});

describe('a class decorated more than once', () => {
  test('with the same decorator is an error', () => {
    const declare = () => {
      @Artifact()
      @Artifact()
      class Doubled {}
      return Doubled;
    };
    expect(declare).toThrow('class Doubled is decorated twice, with @Artifact() and before it. Keep one.');
  });

  test('with both decorators is an error', () => {
    const declare = () => {
      @Config({ namespace: 'artifact.test/BothValue' })
      @Artifact({ namespace: 'artifact.test/Both' })
      class Both {}
      return Both;
    };
    expect(declare).toThrow(/decorated twice, with @Config\(\) and before it/);
  });

  test('with another namespace is found under both', () => {
    @Artifact({ namespace: 'artifact.test/new/Moved' })
    @Artifact({ namespace: 'artifact.test/old/Moved' })
    class Moved extends Huldra<number> {
      create() {
        return 1;
      }
    }
    expect(findClass('artifact.test/old/Moved')).toBe(Moved);
    expect(findClass('artifact.test/new/Moved')).toBe(Moved);
    expect(Moved.of().namespace).toBe('artifact.test/new/Moved');
  });

  test('in a parent and a subclass has two namespaces', () => {
    @Artifact()
    class Parent {}
    @Artifact()
    class Child extends Parent {}
    expect(findModel(Parent)?.namespace).toBe('@huldra/core/test/metadata/artifact.test/Parent');
    expect(findModel(Child)?.namespace).toBe('@huldra/core/test/metadata/artifact.test/Child');
  });
});

describe('options', () => {
  test('that say how a class is run go to its subclasses, those that say who it is do not', () => {
    @Artifact({ namespace: 'artifact.test/Base', version: 3, formerly: 'artifact.test/Older', retryFailed: false })
    class Base {}
    class Between extends Base {}
    @Artifact({ namespace: 'artifact.test/Derived', maxWaitSecs: 5 })
    class Derived extends Between {}
    expect(findModel(Derived)).toMatchObject({
      namespace: 'artifact.test/Derived',
      identityNamespace: 'artifact.test/Derived',
      formerly: [],
      version: 1,
      options: { retryFailed: false, maxWaitSecs: 5 },
    });
  });

  test.each([Number.NaN, 1.5, 2 ** 53])('the version %d is refused', (version) => {
    const declare = () => {
      @Artifact({ namespace: 'artifact.test/Versioned', version })
      class Versioned {}
      return Versioned;
    };
    expect(declare).toThrow(
      `the version of artifact.test/Versioned is ${version}; it should be a whole number or a text.`,
    );
  });

  test('formerly takes one namespace or several, the oldest first', () => {
    @Artifact({ namespace: 'artifact.test/One', formerly: 'artifact.test/Zero' })
    class One {}
    @Artifact({ namespace: 'artifact.test/Two', formerly: ['artifact.test/First', 'artifact.test/Second'] })
    class Two {}
    expect(findModel(One)).toMatchObject({ identityNamespace: 'artifact.test/Zero' });
    expect(findModel(Two)).toMatchObject({
      identityNamespace: 'artifact.test/First',
      formerly: ['artifact.test/First', 'artifact.test/Second'],
    });
  });

  test('what was stored under an earlier namespace finds its class', () => {
    @Artifact({ namespace: 'artifact.test/earlier/Kept' })
    class Earlier {}
    const stored = JSON.parse(JSON.stringify(toJSON(of(Earlier))).replaceAll('/earlier/', '/past/'));
    @Artifact({
      namespace: 'artifact.test/later/Kept',
      formerly: ['artifact.test/past/Kept', 'artifact.test/mid/Kept'],
    })
    class Later {}
    expect(fromJSON(stored)).toBeInstanceOf(Later);
    expect(findClass('artifact.test/mid/Kept')).toBe(Later);
  });

  test('a present namespace counts more than an earlier one', () => {
    @Artifact({ namespace: 'artifact.test/Present' })
    class Present {}
    @Artifact({ namespace: 'artifact.test/Renamed', formerly: 'artifact.test/Present' })
    class Renamed {}
    expect(findClass('artifact.test/Present')).toBe(Present);
    expect(findClass('artifact.test/Renamed')).toBe(Renamed);
  });
});

describe('wrong uses of the decorators', () => {
  test.each([
    ['Artifact', Artifact],
    ['Config', Config],
  ])('@%s without parentheses is an error, and does not replace the class', (name, decorator) => {
    class Bare {}
    expect(() => Reflect.apply(decorator, undefined, [Bare])).toThrow(
      `@${name} on class Bare lacks its parentheses. Write @${name}().`,
    );
  });

  test.each([undefined, null, 1, {}])('%p is no class', (value) => {
    expect(() => Reflect.apply(Artifact(), undefined, [value])).toThrow(/@Artifact\(\) decorates classes, not/);
  });
});
