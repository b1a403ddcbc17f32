import { expect, test } from '@jest/globals';
import { barText, numbersOf } from '../../src/console/bar-text.js';
import { Meter } from '../../src/console/meter.js';

/** Progress at given seconds. */
function metered(
  ...updates: readonly (readonly [secs: number, done: number, total?: number, label?: string])[]
): Meter {
  const meter = new Meter(0);
  for (const [secs, done, total, label] of updates) meter.update(secs * 1000, done, total, label);
  return meter;
}

test('the rate is that of the last seconds, and the remaining time follows from it', () => {
  const meter = metered([0, 0, 100], [10, 10, 100], [20, 20, 100], [30, 70, 100]);
  expect(meter.rate).toBe(5);
  expect(meter.remainingMs).toBe(6000);
  expect(meter.fraction).toBe(0.7);
});

test('many updates in one moment do not hide how fast it goes', () => {
  const meter = metered(...Array.from({ length: 5000 }, (_, index) => [index / 1000, index, 10_000] as const));
  expect(meter.rate).toBeCloseTo(1000, 3);
});

test('what cannot be known is not said', () => {
  expect(metered([0, 5]).rate).toBeUndefined();
  expect(numbersOf(metered([0, 5]))).toBe('5');
  expect(numbersOf(metered([0, 5, 10], [1, 5, 10]))).toBe(' 50%  5/10  0/s');
  expect(numbersOf(metered([0, 0, 0]))).toBe('0/0');
  expect(metered([0, 50, 100], [1, 1, 100]).rate).toBeUndefined();
});

test('more than everything is everything, and a total may change', () => {
  expect(metered([0, 15, 10]).fraction).toBe(1);
  expect(metered([0, 5, 10], [1, 6, 60]).fraction).toBe(0.1);
});

test('large numbers are shortened, and long estimates told in hours', () => {
  expect(numbersOf(metered([0, 0, 5_000_000], [10, 12_345, 5_000_000]))).toBe(
    '  0%  12.3k/5M  1.23k/s  1 h 7 min left',
  );
});

test.each([20, 40, 80, 200])('a bar is never wider than a terminal of %d columns, if the name is not', (columns) => {
  const meter = metered([0, 0, 100, 'a label'], [1, 30, 100, 'a label\nof two lines \u001b[2J']);
  const bar = barText('M 1', 0, meter, columns, false);
  if (columns >= 40) expect(bar.length).toBeLessThan(columns);
  for (const character of ['\n', '\u001b']) expect(bar).not.toContain(character);
  expect(bar).toMatch(/^M 1 ━+─+ +30%/);
});
