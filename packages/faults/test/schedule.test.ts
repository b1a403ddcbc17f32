import { expect, test } from '@jest/globals';
import type { Row } from '../src/row.js';
import { byDuration, fitInto, fits } from '../src/schedule.js';

const row = (id: number): Row => ({
  id,
  fault: '',
  promise: '',
  run: async () => ({ verdict: 'held', figures: '' }),
});
const rows = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13].map(row);
const inFull = (seconds: number): number[] =>
  fitInto(rows, seconds).flatMap(({ row: { id }, scale }) => (scale === 'full' ? [id] : []));

test('without time all rows are slices, with much time all are in full, and always all are there', () => {
  expect(inFull(0)).toEqual([]);
  expect(inFull(100_000)).toEqual(rows.map(({ id }) => id));
  for (const seconds of [0, 300, 1000]) expect(fitInto(rows, seconds).map((plan) => plan.row)).toEqual(rows);
});

test('the more time there is, the more rows are in full, and the quickest are first', () => {
  const quickest = [...rows].sort(byDuration).map(({ id }) => id);
  let last = 0;
  for (let seconds = 0; seconds < 4000; seconds += 50) {
    const chosen = inFull(seconds);
    expect(chosen.length).toBeGreaterThanOrEqual(last);
    expect(new Set(chosen)).toEqual(new Set(quickest.slice(0, chosen.length)));
    last = chosen.length;
  }
  expect(last).toBe(rows.length);
});

test('a row of which nothing is known is thought to take long', () => {
  expect(fits(row(99), 'full', 60)).toBe(false);
});
