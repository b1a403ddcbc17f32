import { expect, test } from '@jest/globals';
import { readOptions } from '../src/options.js';

const known = new Set([1, 2, 11]);

test('without options every row runs in full, one at a time, from a seed that is told', () => {
  const { scale, only, seconds, jobs, seed } = readOptions([], known);
  expect({ scale, only, seconds, jobs }).toEqual({ scale: 'full', only: undefined, seconds: undefined, jobs: 1 });
  expect(Number.isInteger(seed)).toBe(true);
});

test('slices run two at a time, unless told otherwise', () => {
  expect(readOptions(['--slice'], known)).toMatchObject({ scale: 'slice', jobs: 2 });
  expect(readOptions(['--slice', '--jobs', '1'], known)).toMatchObject({ jobs: 1 });
});

test('a seed makes a run repeatable', () => {
  expect(readOptions(['--only', '2,11', '--seed', '4711'], known)).toMatchObject({
    only: new Set([2, 11]),
    seed: 4711,
  });
});

test.each([
  [['--only', '7'], 'there is no row 7'],
  [['--only', 'all'], '--only should be a whole number'],
  [['--seed', '1.5'], 'the seed should be a whole number'],
  [['--jobs', '0'], '--jobs should be a whole number from 1'],
  [['--slice', '--seconds', '60'], '--seconds is for full rows'],
  [['--fast'], '--fast'],
])('%j makes no sense, and the error says why', (args, message) => {
  expect(() => readOptions(args, known)).toThrow(message);
});
