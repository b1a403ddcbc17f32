import { expect, test } from '@jest/globals';
import { matrixFromBytes, matrixOf, matrixToBytes, rowCount } from '../../src/learning/sparse-matrix.js';

test('a matrix survives being written and read, with empty rows and at any place of a buffer', () => {
  const matrix = matrixOf([
    new Map([[3, 0.5]]),
    new Map(),
    new Map([
      [0, -1],
      [7, 2],
    ]),
  ]);
  const bytes = matrixToBytes(matrix);
  const shifted = Buffer.concat([Buffer.from('x'), bytes]).subarray(1);
  expect(matrixFromBytes(shifted)).toEqual(matrix);
  expect(rowCount(matrix)).toBe(3);
});

test('a matrix without rows survives too', () => {
  expect(matrixFromBytes(matrixToBytes(matrixOf([])))).toEqual(matrixOf([]));
});
