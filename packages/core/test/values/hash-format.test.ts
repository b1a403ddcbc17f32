import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { UnhashableValueError } from '../../src/errors/index.js';
import { canonical, digest } from '../../src/values/canonical.js';
import { decode } from '../../src/values/decode.js';
import type { Json } from '../../src/values/json.js';

interface Vectors {
  readonly huldra: number;
  readonly values: readonly { name: string; value: Json; canonical: string; sha256_32: string }[];
  readonly artifacts: readonly {
    name: string;
    document: { class: string; version: number | string; fields: Json; dependencies?: readonly Json[] };
    canonical: string;
    hash: string;
  }[];
  readonly refused: readonly { name: string; value: Json }[];
}

const file = new URL('../../../../docs/hash-format-vectors.json', import.meta.url);
const vectors = JSON.parse(readFileSync(file, 'utf8')) as Vectors;

/** Stands for a decorated instance, whose class no vector has. */
class Stand {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

const textOf = (value: unknown) =>
  canonical(value, (instance) => (instance instanceof Stand ? instance.text : undefined));

function read(json: unknown): unknown {
  return decode(json, {
    instance: (tag, content, path) => {
      if (!Array.isArray(content)) throw new Error(`${path} has no list`);
      if (tag === '$artifact') return new Stand(`{"$artifact":${JSON.stringify(content)}}`);
      if (tag !== '$config') throw new Error(`${path} has an unknown tag ${tag}`);
      return new Stand(`{"$config":[${textOf(content[0])},${textOf(read(content[1]))}]}`);
    },
  });
}

test.each(vectors.values)('value vector: $name', ({ value, canonical: text, sha256_32: hash }) => {
  expect(textOf(read(value))).toBe(text);
  expect(digest(text)).toBe(hash);
});

test.each(vectors.artifacts)('artifact vector: $name', ({ document, canonical: text, hash }) => {
  const { dependencies = [], ...rest } = document;
  const references = new Map(dependencies.map(read).map((reference) => [textOf(reference), reference]));
  const listed = [...references.keys()].sort().map((reference) => references.get(reference));
  const member = listed.length === 0 ? {} : { dependencies: listed };
  expect(textOf({ ...rest, ...member, fields: read(rest.fields), huldra: vectors.huldra })).toBe(text);
  expect(digest(text)).toBe(hash);
});

test.each(vectors.refused)('refused vector: $name', ({ value }) => {
  expect(() => textOf(read(value))).toThrow(UnhashableValueError);
});

test('every artifact that a vector refers to by a hash is a vector itself', () => {
  const hashes = new Set(vectors.artifacts.map(({ hash }) => hash));
  const references = vectors.artifacts.flatMap((vector) => vector.canonical.match(/(?<=\/\w+",")[0-9a-f]{32}/g) ?? []);
  expect(references.length).toBeGreaterThan(0);
  expect(references.filter((hash) => !hashes.has(hash))).toEqual([]);
});
