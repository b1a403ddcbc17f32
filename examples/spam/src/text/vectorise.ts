import { matrixOf, type SparseMatrix, type SparseRow } from '../learning/sparse-matrix.js';
import type { Vocabulary } from './vocabulary.js';

/**
 * One row per document: (1 + ln count) × inverse document frequency of each known word, scaled to length 1, so that long
 * mails do not count for more than short ones.
 */
export function vectorise(documents: readonly (readonly string[])[], { words, weights }: Vocabulary): SparseMatrix {
  const columnOf = new Map(words.map((word, column) => [word, column]));
  return matrixOf(documents.map((document) => unitRow(document, columnOf, weights)));
}

function unitRow(
  document: readonly string[],
  columnOf: ReadonlyMap<string, number>,
  weights: readonly number[],
): SparseRow {
  const counts = new Map<number, number>();
  for (const word of document) {
    const column = columnOf.get(word);
    if (column !== undefined) {
      counts.set(column, (counts.get(column) ?? 0) + 1);
    }
  }
  const row = new Map([...counts].map(([column, count]) => [column, (1 + Math.log(count)) * (weights[column] ?? 0)]));
  const length = Math.sqrt([...row.values()].reduce((sum, value) => sum + value * value, 0));
  return new Map([...row].map(([column, value]) => [column, value / length]));
}
