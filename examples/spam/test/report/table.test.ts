import { expect, test } from '@jest/globals';
import { percent, table } from '../../src/report/table.js';

test('the first column stands to the left, the others to the right under their titles', () => {
  expect(
    table(
      ['', 'count'],
      [
        ['ham', '12'],
        ['spam', '3'],
      ],
    ).split('\n'),
  ).toEqual(['        count', '  ham      12', '  spam      3']);
});

test('shares are shown as percentages', () => {
  expect(percent(0.9766)).toBe('97.7 %');
});
