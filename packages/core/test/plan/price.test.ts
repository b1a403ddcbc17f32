import { expect, test } from '@jest/globals';
import type { PastArtifact } from '../../src/plan/history.js';
import { priceOf } from '../../src/plan/price.js';

const past = (wallMs: number | undefined, bytes: number, peakMemoryBytes?: number): PastArtifact =>
  ({ wallMs, bytes, peakMemoryBytes }) as PastArtifact;

test('a price has the median time and size, and the largest memory', () => {
  expect(priceOf([past(100, 1, 7), past(5, 2, 9), past(7, 3)])).toEqual({
    medianMs: 7,
    peakMemoryBytes: 9,
    medianBytes: 2,
    attempts: 3,
  });
});

test('between two in the middle lies the median', () => {
  expect(priceOf([past(1, 10), past(2, 20)])).toMatchObject({
    medianMs: 1.5,
    medianBytes: 15,
    peakMemoryBytes: undefined,
  });
});

test('attempts whose time is not known do not count, and without any there is no price', () => {
  expect(priceOf([past(undefined, 1), past(4, 3)])).toMatchObject({ medianMs: 4, attempts: 1 });
  expect(priceOf([past(undefined, 1)])).toBe(undefined);
  expect(priceOf([])).toBe(undefined);
});
