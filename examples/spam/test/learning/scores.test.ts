import { expect, test } from '@jest/globals';
import { score } from '../../src/learning/scores.js';

test('the confusion matrix counts each pair of answer and truth', () => {
  const { confusion, accuracy, precision, recall } = score(
    Float64Array.of(0.9, 0.8, 0.7, 0.2, 0.1),
    Uint8Array.of(1, 1, 0, 1, 0),
  );
  expect(confusion).toEqual({ spamCaught: 2, spamMissed: 1, hamPassed: 1, hamBlocked: 1 });
  expect(accuracy).toBeCloseTo(3 / 5);
  expect(precision).toBeCloseTo(2 / 3);
  expect(recall).toBeCloseTo(2 / 3);
});

test('a share of nothing is 0', () => {
  expect(score(Float64Array.of(0.1), Uint8Array.of(0))).toMatchObject({ accuracy: 1, precision: 0, recall: 0 });
});
