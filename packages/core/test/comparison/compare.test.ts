import { Artifact, Config, Field, hashOf, of, toJSON } from '@huldra/core';
import { describe, expect, test } from '@jest/globals';
import {
  type Comparison,
  compareConfigurations,
  describeComparison,
  describeDifference,
  viewOfArtifact,
  viewOfDocument,
} from '../../src/comparison/index.js';
import type { ConfigDocument } from '../../src/identity/index.js';

@Artifact({ namespace: 'test-compare/Dataset' })
class Dataset {
  @Field() name = 'a';
  @Field() size = 10;
}

@Artifact({ namespace: 'test-compare/Image' })
class Image {
  @Field() path = 'p';
}

@Config({ namespace: 'test-compare/Adam' })
class Adam {
  @Field() lr = 0.1;
  @Field() warm = of(Dataset, { name: 'warm' });
}

@Artifact({ namespace: 'test-compare/Model' })
class Model {
  @Field() vocab = 32_000;
  @Field() dataset: object = of(Dataset);
  @Field() optimizer = of(Adam);
  @Field() hidden = [64, 64];
  @Field() options: Record<string, unknown> = { deep: { a: 1 } };
  @Field() parts: unknown = null;
  @Field() tags = new Set(['x', 'y']);
  @Field({ hash: false }) workers = 1;
  @Field({ absentMeans: 0 }) dropout = 0;
  @Field({ secret: true }) key = 'sesame';
  @Field({ optional: true }) note?: string;
  dependencies(): readonly object[] {
    return this.vocab < 0 ? [of(Image), of(Dataset, { name: 'computed' })] : [];
  }
}

const stored = (artifact: object): ConfigDocument => JSON.parse(JSON.stringify(toJSON(artifact))) as ConfigDocument;

/** Compared in both forms, which must agree: as stored, and as an instance. */
function compare(before: object, after: object): Comparison {
  const earlier = viewOfDocument(stored(before));
  const comparison = compareConfigurations(earlier, viewOfArtifact(after));
  const said = (one: Comparison) => one.differences.map(describeDifference);
  expect(said(compareConfigurations(earlier, viewOfDocument(stored(after))))).toEqual(said(comparison));
  return comparison;
}

const said = (before: object, after: object): string => describeComparison(compare(before, after));

describe('two configurations differ', () => {
  test('in nothing when they are equal, whatever the order of keys, sets and what is not hashed', () => {
    const one = of(Model, { options: { a: 1, b: -0 }, tags: new Set(['x', 'y']), workers: 1, key: 'one secret' });
    const other = of(Model, { options: { b: 0, a: 1 }, tags: new Set(['y', 'x']), workers: 8, key: 'another' });
    expect(hashOf(other)).toBe(hashOf(one));
    expect(said(one, other)).toBe('');
  });

  test.each([
    [{ vocab: 50_000 }, 'vocab 32000 -> 50000'],
    [{ hidden: [128, 64] }, 'hidden [64, 64] -> [128, 64]'],
    [{ optimizer: of(Adam, { lr: 1e-4 }) }, 'optimizer.lr 0.1 -> 0.0001'],
    [{ options: { deep: { a: 1, 'b c': true } } }, 'options.deep["b c"] none -> true'],
    [{ options: {} }, 'options none -> {}, options.deep.a 1 -> none'],
    [{ tags: new Set(['x']) }, 'tags Set {"x", "y"} -> Set {"x"}'],
    [{ note: 'two words' }, 'note none -> "two words"'],
    [{ dropout: 0.5 }, 'dropout 0 -> 0.5'],
    [{ dataset: of(Dataset, { name: 'b' }) }, 'dataset.name a -> b'],
    [{ optimizer: of(Adam, { warm: of(Dataset, { name: 'cold' }) }) }, 'optimizer.warm.name warm -> cold'],
    [{ parts: 12n }, 'parts null -> 12n'],
    [{ parts: new Uint8Array(5) }, 'parts null -> Uint8Array of 5 bytes'],
    [{ parts: '12' }, 'parts null -> "12"'],
    [{ parts: 'null' }, 'parts null -> "null"'],
  ])('as %j says', (fields, expected) => {
    expect(said(of(Model), of(Model, fields))).toBe(expected);
  });

  test('by the class of an artifact that is held', () => {
    const [dataset, image] = [of(Dataset), of(Image)];
    const short = (artifact: object) => `${artifact.constructor.name} ${hashOf(artifact).slice(0, 7)}`;
    expect(said(of(Model, { dataset }), of(Model, { dataset: image }))).toBe(
      `dataset ${short(dataset)} -> ${short(image)}`,
    );
  });

  test('in artifacts that arrays, Maps and Sets hold', () => {
    const a = of(Dataset, { name: 'a' });
    const b = of(Dataset, { name: 'b' });
    expect(said(of(Model, { parts: [a, a] }), of(Model, { parts: [a, b] }))).toBe('parts[1].name a -> b');
    expect(said(of(Model, { parts: new Map([['k', a]]) }), of(Model, { parts: new Map([['k', b]]) }))).toBe(
      'parts["k"].name a -> b',
    );
    const [short] = [b].map((one) => `Dataset ${hashOf(one).slice(0, 7)}`);
    expect(said(of(Model, { parts: new Set([a]) }), of(Model, { parts: new Set([b, a]) }))).toBe(
      `parts{${short}} none -> ${short}`,
    );
  });

  test('in what dependencies() returned', () => {
    expect(said(of(Model, { vocab: 1 }), of(Model, { vocab: -1 }))).toMatch(
      /^vocab 1 -> -1, dependencies\(\) none -> Image [0-9a-f]{7}, dependencies\(\) none -> Dataset [0-9a-f]{7}$/,
    );
  });

  test('in the version of the class, or of a class that is held', () => {
    const before = stored(of(Model));
    const nodes = before.nodes.map((row) => (row.namespace === 'test-compare/Model' ? { ...row, version: 2 } : row));
    const comparison = compareConfigurations(viewOfDocument(before), viewOfDocument({ ...before, nodes }));
    expect(describeComparison(comparison)).toBe('version 1 -> 2');
  });
});

test('a field that was renamed is compared with itself, under its present name', () => {
  const before = stored(of(Dataset, { size: 1 }));
  const [row] = before.nodes;
  const renamed = { ...row, fields: { name: 'a', rows: 2 }, hashedAs: { rows: 'size' } };
  const after = { ...before, nodes: [renamed] } as unknown as ConfigDocument;
  expect(describeComparison(compareConfigurations(viewOfDocument(before), viewOfDocument(after)))).toBe('rows 1 -> 2');
});

test('of many differences a line names the first ones', () => {
  const options = (value: number) => Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [name, value]));
  const before = of(Model, { options: options(1) });
  expect(said(before, of(Model, { options: options(2) }))).toBe(
    'options.a 1 -> 2, options.b 1 -> 2, options.c 1 -> 2, … and 2 more',
  );
  expect(said(before, of(Model, { options: { ...options(2), e: 1 } }))).toContain('options.d 1 -> 2');
  const cut = compareConfigurations(viewOfArtifact(before), viewOfArtifact(of(Model, { options: options(3) })), {
    limit: 3,
  });
  expect(describeComparison(cut)).toContain('c 1 -> 3, … and more');
});

test('an artifact that is not gone into is a difference by itself', () => {
  const after = of(Model, { dataset: of(Dataset, { name: 'b' }) });
  const comparison = compareConfigurations(viewOfArtifact(of(Model)), viewOfArtifact(after), { goInto: () => false });
  expect(describeComparison(comparison)).toMatch(/^dataset Dataset [0-9a-f]{7} -> Dataset [0-9a-f]{7}$/);
});

test('a difference at the bottom of a diamond is said once', () => {
  @Artifact({ namespace: 'test-compare/Level' })
  class Level {
    @Field() n = 0;
    @Field() sides: readonly Level[] = [];
  }
  const diamond = (bottom: number): Level => {
    let top = of(Level, { n: bottom });
    for (let level = 1; level < 40; level += 1) top = of(Level, { n: level, sides: [top, top] });
    return top;
  };
  expect(compare(diamond(-1), diamond(-2)).differences).toHaveLength(1);
});

test('shown values are one harmless line, and are cut', () => {
  const show = (parts: unknown) => said(of(Model), of(Model, { parts })).replace('parts null -> ', '');
  expect(show('a\nb\u001b[31m\u202e')).toBe('"a\\nb\\u001b[31m\\u202e"');
  expect(show('x'.repeat(100))).toBe(`${'x'.repeat(39)}…`);
  expect(show('ж'.repeat(5))).toBe('жжжжж');
  expect(show(new Date(0))).toBe('1970-01-01T00:00:00.000Z');
  expect(show(new Map([['a', 1]]))).toBe('Map {"a" => 1}');
});
