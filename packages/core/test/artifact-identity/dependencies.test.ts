import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { dependenciesOf, hashOfDocument } from '../../src/identity/index.js';
import {
  Artifact,
  Config,
  CorruptArtifactError,
  CycleError,
  DeclarationError,
  Dependencies,
  Field,
  fromJSON,
  hashOf,
  of,
  toJSON,
  toSource,
} from '../../src/index.js';
import { thrownBy } from '../configuration/support/problems.js';

/** The hash by the specification (docs/hash-format.md), from a canonical text written by hand. */
const hashOfText = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

@Artifact({ namespace: 'computed/Shard' })
class Shard {
  @Field() n = 0;
}

@Config({ namespace: 'computed/Pair' })
class Pair {
  @Field() shard = of(Shard, { n: 7 });
}

/** What `dependencies` of `Merged` returns; the test sets it. */
let answer: (merged: Merged) => unknown = () => undefined;

@Artifact({ namespace: 'computed/Merged' })
class Merged {
  @Field() shards = 2;
  dependencies(): unknown {
    return answer(this);
  }
}

const shard = (n: number) => of(Shard, { n });
const shardsOf = ({ shards }: Merged) => Array.from({ length: shards }, (_, n) => shard(n));

const merged = (dependencies: typeof answer, shards = 2): Merged => {
  answer = dependencies;
  const artifact = of(Merged, { shards });
  hashOf(artifact);
  return artifact;
};

@Artifact({ namespace: 'computed/Fibonacci' })
class Fibonacci {
  static calls = 0;
  @Field() n = 0;
  dependencies(): unknown {
    Fibonacci.calls += 1;
    return this.n < 2 ? [] : [of(Fibonacci, { n: this.n - 1 }), of(Fibonacci, { n: this.n - 2 })];
  }
}

@Artifact({ namespace: 'computed/Ring' })
class Ring {
  @Field() n = 0;
  @Dependencies()
  neighbours(): object {
    return { next: of(Ring, { n: (this.n + 1) % 3 }) };
  }
}

describe('what dependencies() returns', () => {
  test('enters the hash as a sorted list of references, as the specification says', () => {
    const artifact = merged(shardsOf);
    const references = [0, 1].map((n) => {
      const hash = hashOfText(`{"class":"Shard","fields":{"n":${n}},"huldra":1,"version":1}`);
      return `{"$artifact":["computed/Shard","${hash}"]}`;
    });
    const text = `{"class":"Merged","dependencies":[${references.sort().join(',')}],"fields":{"shards":2},"huldra":1,"version":1}`;
    expect(hashOf(artifact)).toBe(hashOfText(text));
  });

  test('counts whatever it is held in, and in whatever order', () => {
    const hash = hashOf(merged(() => [shard(1), shard(2)]));
    const likes: (() => unknown)[] = [
      () => [shard(2), shard(1), shard(2), undefined, null],
      () => new Map([['a', [shard(1)]]]).set('b', [shard(2)]),
      () => ({ one: new Set([shard(1)]), two: { deep: shard(2) } }),
      function* () {
        yield shard(1);
        yield shard(2);
      },
    ];
    for (const like of likes) expect(hashOf(merged(like))).toBe(hash);
    expect(hashOf(merged(() => [shard(1), shard(3)]))).not.toBe(hash);
    expect(dependenciesOf(merged(() => [of(Pair)] as unknown[])).map((held) => (held as Shard).n)).toEqual([7]);
  });

  test('changes nothing when it is nothing', () => {
    const plain = hashOfText('{"class":"Merged","fields":{"shards":2},"huldra":1,"version":1}');
    for (const nothing of [undefined, null, [], [undefined], {}]) expect(hashOf(merged(() => nothing))).toBe(plain);
  });

  test.each([
    ['a promise', () => Promise.resolve([]), /dependencies\(\) of Merged returns a promise, which is no artifact/],
    ['a text', () => ['dataset'], /dependencies\(\)\[0\] of Merged is a string/],
    [
      'an undecorated instance',
      () => ({ main: new Error('x') }),
      /dependencies\(\)\.main of Merged is an instance of Error/,
    ],
  ])('is refused when it is %s', (_, returned, message) => {
    const error = thrownBy(() => merged(returned));
    expect(DeclarationError.is(error)).toBe(true);
    expect(error).toMatchObject({ message: expect.stringMatching(message), artifact: 'Merged' });
    expect(error).toMatchObject({ message: expect.stringMatching(/@Dependencies\(\)/) });
  });

  test('is asked for once, of an instance whose fields can be changed no more', () => {
    let calls = 0;
    const artifact = merged((self) => {
      calls += 1;
      expect(() => Object.assign(self, { shards: 9 })).toThrow('cannot be changed');
      return [shard(0)];
    });
    hashOf(artifact);
    toJSON(artifact);
    dependenciesOf(artifact);
    expect(calls).toBe(1);
  });

  test('an error that it throws says whose it was', () => {
    const error = thrownBy(() =>
      merged(() => {
        throw new Error('no such shard');
      }),
    );
    expect(error).toMatchObject({ message: expect.stringContaining('dependencies() of Merged threw: no such shard') });
    expect(error).toMatchObject({ cause: { message: 'no such shard' } });
  });
});

describe('dependencies of dependencies', () => {
  test('are found with one call for each configuration, however many instances there are', () => {
    Fibonacci.calls = 0;
    const top = of(Fibonacci, { n: 60 });
    hashOf(top);
    expect(Fibonacci.calls).toBe(61);
    expect(toJSON(top).nodes.length).toBeLessThan(200);
    expect(hashOfDocument(toJSON(top), 'test')).toBe(hashOf(top));
  });

  test('may form a chain of five thousand', () => {
    @Artifact({ namespace: 'computed/Step' })
    class Step {
      @Field() n = 0;
      dependencies(): readonly object[] {
        return this.n === 0 ? [] : [of(Step, { n: this.n - 1 })];
      }
    }
    const top = of(Step, { n: 5000 });
    expect(toJSON(top).nodes).toHaveLength(5001);
    expect(dependenciesOf(top).map(hashOf)).toEqual([hashOf(of(Step, { n: 4999 }))]);
  });

  test('that come back to where they began are a CycleError with the path', () => {
    const error = thrownBy(() => hashOf(of(Ring)));
    expect(CycleError.is(error)).toBe(true);
    expect(error).toMatchObject({
      message: expect.stringContaining('depend on each other: Ring -> Ring -> Ring -> Ring.'),
    });
  });

  test('include an artifact that the dependent itself holds', () => {
    @Artifact({ namespace: 'computed/Holder' })
    class Holder {
      @Field() main = of(Shard);
      dependencies(): readonly object[] {
        return [this.main, of(Shard, { n: 1 })];
      }
    }
    const holder = of(Holder);
    expect(dependenciesOf(holder)).toHaveLength(2);
    expect(dependenciesOf(holder)[0]).toBe(holder.main);
  });
});

describe('a stored configuration with computed dependencies', () => {
  const stored = () => JSON.parse(JSON.stringify(toJSON(merged(shardsOf, 3)))) as ReturnType<typeof toJSON>;

  test('proves its hash without the class', () => {
    const document = stored();
    expect(document.nodes.map(({ namespace }) => namespace.split('/')[1])).toEqual([
      'Shard',
      'Shard',
      'Shard',
      'Merged',
    ]);
    expect(document.nodes.at(-1)).toMatchObject({ fields: { shards: 3 }, dependencies: [0, 1, 2] });
    expect(hashOfDocument(document, 'test')).toBe(hashOf(merged(shardsOf, 3)));
  });

  test('comes back, and asks the class for its dependencies again', () => {
    expect(hashOf(fromJSON(stored()))).toBe(hashOf(merged(shardsOf, 3)));
    expect(toSource(merged(shardsOf, 3))).not.toContain('Shard');
  });

  test('is refused when the class names others now', () => {
    const document = stored();
    answer = () => [shard(99)];
    expect(thrownBy(() => fromJSON(document))).toMatchObject({ code: 'CORRUPT_ARTIFACT' });
  });

  test.each([[[0, 1]], [[0, 1, 3]], [[0, 1, -1]], [['x']], [[2, 2, 2]]])(
    'is refused when they were changed to %j',
    (dependencies) => {
      const document = stored();
      const nodes = document.nodes.map((row, index) => (index === 3 ? { ...row, dependencies } : row));
      expect(CorruptArtifactError.is(thrownBy(() => hashOfDocument({ ...document, nodes }, 'test')))).toBe(true);
    },
  );
});
