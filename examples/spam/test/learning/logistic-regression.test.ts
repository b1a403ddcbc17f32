import { expect, test } from '@jest/globals';
import { type Examples, predict, trainLogisticRegression } from '../../src/learning/logistic-regression.js';
import { matrixOf } from '../../src/learning/sparse-matrix.js';

/** Column 0 says yes, column 1 says no, column 2 says nothing. */
const examples: Examples = {
  rows: matrixOf([
    new Map([
      [0, 1],
      [2, 1],
    ]),
    new Map([[0, 1]]),
    new Map([
      [1, 1],
      [2, 1],
    ]),
    new Map([[1, 1]]),
  ]),
  labels: Uint8Array.of(1, 1, 0, 0),
};

const options = { epochs: 50, learningRate: 1, l2: 1e-4, seed: 1 };

test('it learns which columns tell the answer', () => {
  const losses: number[] = [];
  const model = trainLogisticRegression(examples, 3, { ...options, onEpoch: (_, loss) => losses.push(loss) });
  const [yes, alsoYes, no, alsoNo] = predict(model, examples.rows);
  expect(Math.min(yes ?? 0, alsoYes ?? 0)).toBeGreaterThan(0.9);
  expect(Math.max(no ?? 1, alsoNo ?? 1)).toBeLessThan(0.1);
  expect(losses).toHaveLength(50);
  expect(losses.at(-1)).toBeLessThan(losses[0] ?? 0);
});

test('the same seed gives the same model to the last bit', () => {
  expect(trainLogisticRegression(examples, 3, options)).toEqual(trainLogisticRegression(examples, 3, options));
});

test('a stronger pull towards zero gives smaller weights', () => {
  const size = (l2: number): number => Math.hypot(...trainLogisticRegression(examples, 3, { ...options, l2 }).weights);
  expect(size(0.1)).toBeLessThan(size(0));
});
