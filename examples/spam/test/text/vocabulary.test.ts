import { expect, test } from '@jest/globals';
import { vectorise } from '../../src/text/vectorise.js';
import { buildVocabulary } from '../../src/text/vocabulary.js';

const documents = [
  ['a', 'b', 'b'],
  ['b', 'c'],
  ['b', 'a', 'd'],
];

test('rare words are left out, and the most frequent come first', () => {
  expect(buildVocabulary(documents, { minDocumentFrequency: 2, size: 10 }).words).toEqual(['b', 'a']);
  expect(buildVocabulary(documents, { minDocumentFrequency: 1, size: 3 }).words).toEqual(['b', 'a', 'c']);
});

test('a word in every document weighs 1, a rarer one more', () => {
  const [common, rarer] = buildVocabulary(documents, { minDocumentFrequency: 1, size: 2 }).weights;
  expect(common).toBe(1);
  expect(rarer).toBeGreaterThan(1);
});

test('rows have length 1 and unknown words leave no trace', () => {
  const vocabulary = buildVocabulary(documents, { minDocumentFrequency: 2, size: 10 });
  const { starts, columns, values } = vectorise([['a', 'b', 'b', 'zebra'], ['zebra']], vocabulary);
  expect([...starts]).toEqual([0, 2, 2]);
  expect([...columns].sort()).toEqual([0, 1]);
  expect(Math.hypot(...values)).toBeCloseTo(1);
});
