import { describe, expect, test } from '@jest/globals';
import { Artifact, Config, Field, fromJSON, hashOf, of, toJSON } from '../../src/index.js';

/** Declares a class of the same name again, as an edited file would. */
function versions() {
  const original = () => {
    @Artifact({ namespace: 'history/Model' })
    class Model {
      @Field() size = 1;
    }
    return Model;
  };
  const withLayers = (layers: number) => {
    @Artifact({ namespace: 'history/Model' })
    class Model {
      @Field() size = 1;
      @Field({ absentMeans: 2 }) layers = layers;
    }
    return Model;
  };
  const renamedField = () => {
    @Artifact({ namespace: 'history/Model' })
    class Model {
      @Field({ formerly: 'size' }) width = 1;
    }
    return Model;
  };
  return { original, withLayers, renamedField };
}

describe('a field added with absentMeans', () => {
  const { original, withLayers } = versions();
  const old = hashOf(of(original(), { size: 3 }));
  const Model = withLayers(2);

  test('keeps the old hash at that value', () => {
    expect(hashOf(of(Model, { size: 3 }))).toBe(old);
    expect(hashOf(of(Model, { size: 3, layers: 2 }))).toBe(old);
  });

  test('changes the hash at every other value', () => {
    expect(hashOf(of(Model, { size: 3, layers: 4 }))).not.toBe(old);
  });

  test('gives no wrong hit after its default has changed', () => {
    const Changed = withLayers(4);
    expect(hashOf(of(Changed, { size: 3 }))).toBe(hashOf(of(Model, { size: 3, layers: 4 })));
    expect(hashOf(of(Changed, { size: 3, layers: 2 }))).toBe(old);
  });

  test('has that value in artifacts that come back from before it was added', () => {
    const document = toJSON(of(original(), { size: 3 }));
    withLayers(4);
    expect(fromJSON(document)).toMatchObject({ size: 3, layers: 2 });
  });

  test('is compared by content', () => {
    @Config({ namespace: 'history/Part' })
    class Part {
      @Field() size = 1;
    }
    @Artifact({ namespace: 'history/Base' })
    class Base {
      @Field() size = 1;
    }
    const before = () => {
      @Artifact({ namespace: 'history/Content' })
      class Content {
        @Field() name = 'x';
      }
      return hashOf(of(Content));
    };
    const later = () => {
      @Artifact({ namespace: 'history/Content' })
      class Content {
        @Field() name = 'x';
        @Field({ absentMeans: { a: [1], b: new Set(['x', 'y']) } }) options: object = {
          b: new Set(['y', 'x']),
          a: [1],
        };
        @Field({ absentMeans: of(Base, { size: 2 }) }) base: Base | null = of(Base, { size: 2 });
        @Field({ absentMeans: null }) part: Part | null = null;
      }
      return Content;
    };
    const old = before();
    const Content = later();
    expect(hashOf(of(Content))).toBe(old);
    const others = [
      { options: { a: [2], b: new Set(['x', 'y']) } },
      { base: of(Base, { size: 3 }) },
      { base: null },
      { part: of(Part) },
    ].map((fields) => hashOf(of(Content, fields)));
    expect(new Set([old, ...others]).size).toBe(5);
  });
});

describe('a renamed field', () => {
  const { original, renamedField } = versions();

  test('keeps its hash', () => {
    const old = hashOf(of(original(), { size: 7 }));
    expect(hashOf(of(renamedField(), { width: 7 }))).toBe(old);
  });

  test('takes the value that was stored under its old name', () => {
    const document = toJSON(of(original(), { size: 7 }));
    renamedField();
    expect(fromJSON(document)).toMatchObject({ width: 7 });
  });

  test('comes back from JSON under its new name', () => {
    const artifact = of(renamedField(), { width: 7 });
    expect(fromJSON(JSON.parse(JSON.stringify(toJSON(artifact))))).toMatchObject({ width: 7 });
  });
});

describe('a renamed class', () => {
  const before = () => {
    @Artifact({ namespace: 'history/old/Trainer', version: 3 })
    class Trainer {
      @Field() size = 1;
    }
    return Trainer;
  };
  const after = () => {
    @Artifact({ namespace: 'history/new/Learner', version: 3, formerly: ['history/old/Trainer', 'history/Middle'] })
    class Learner {
      @Field() size = 1;
    }
    return Learner;
  };
  @Artifact({ namespace: 'history/Holder' })
  class Holder {
    @Field() model: object | null = null;
  }

  test('keeps its hash, and that of what holds it', () => {
    const Trainer = before();
    const Learner = after();
    expect(hashOf(of(Learner))).toBe(hashOf(of(Trainer)));
    expect(hashOf(of(Holder, { model: of(Learner) }))).toBe(hashOf(of(Holder, { model: of(Trainer) })));
  });

  test('comes back from JSON', () => {
    const holder = of(Holder, { model: of(after(), { size: 5 }) });
    const restored = fromJSON(JSON.parse(JSON.stringify(toJSON(holder)))) as Holder;
    expect(hashOf(restored)).toBe(hashOf(holder));
    expect(restored.model).toMatchObject({ size: 5 });
  });

  test('takes what was stored under a namespace that it had', () => {
    const declareMiddle = () => {
      @Artifact({ namespace: 'history/gone/Trainer' })
      class Trainer {
        @Field() size = 1;
      }
      return Trainer;
    };
    const document = JSON.stringify(toJSON(of(declareMiddle(), { size: 5 }))).replaceAll(
      'history/gone/',
      'history/past/',
    );
    @Artifact({ namespace: 'history/Coach', formerly: 'history/past/Trainer' })
    class Coach {
      @Field() size = 1;
    }
    const restored = fromJSON(JSON.parse(document));
    expect(restored).toBeInstanceOf(Coach);
    expect(restored).toMatchObject({ size: 5 });
  });

  test('of value objects keeps the hash too', () => {
    @Config({ namespace: 'history/old/Part' })
    class Part {
      @Field() size = 1;
    }
    @Config({ namespace: 'history/new/Piece', formerly: 'history/old/Part' })
    class Piece {
      @Field() size = 1;
    }
    expect(hashOf(of(Holder, { model: of(Piece) }))).toBe(hashOf(of(Holder, { model: of(Part) })));
  });
});
