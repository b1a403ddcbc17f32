import { expect, test } from '@jest/globals';
import { bySide, inSample, SIDES, sideOf } from '../../src/mail/split.js';

const ids = Array.from({ length: 5000 }, (_, index) => `mail-${index}`);

test('a larger fraction keeps every mail of a smaller one', () => {
  const sample = (fraction: number): string[] => ids.filter((id) => inSample(id, 1, fraction));
  const large = new Set(sample(0.5));
  expect(sample(0.2).every((id) => large.has(id))).toBe(true);
  expect(sample(1)).toEqual(ids);
});

test('sides are about 70, 15 and 15 percent, in every sample', () => {
  for (const fraction of [1, 0.3]) {
    const sample = ids.filter((id) => inSample(id, 1, fraction));
    const shares = bySide((side) => sample.filter((id) => sideOf(id, 1) === side).length / sample.length);
    expect(shares.training).toBeCloseTo(0.7, 1);
    expect(shares.tuning).toBeCloseTo(0.15, 1);
    expect(shares['held-out']).toBeCloseTo(0.15, 1);
  }
});

test('a mail keeps its side, and another seed splits otherwise', () => {
  expect(SIDES).toContain(sideOf('mail-1', 1));
  expect(sideOf('mail-1', 1)).toBe(sideOf('mail-1', 1));
  expect(ids.map((id) => sideOf(id, 1))).not.toEqual(ids.map((id) => sideOf(id, 2)));
});
