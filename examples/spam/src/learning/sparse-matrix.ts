/**
 * A matrix that is mostly zeros, row by row (compressed sparse rows): row `i` has the values at the places `starts[i]` up to
 * `starts[i + 1]`, in the columns of the same places.
 */
export interface SparseMatrix {
  readonly starts: Uint32Array;
  readonly columns: Uint32Array;
  readonly values: Float32Array;
}

export const rowCount = (matrix: SparseMatrix): number => matrix.starts.length - 1;

/** One row: pairs of column and value. */
export type SparseRow = ReadonlyMap<number, number>;

export function matrixOf(rows: readonly SparseRow[]): SparseMatrix {
  const filled = rows.reduce((sum, row) => sum + row.size, 0);
  const starts = new Uint32Array(rows.length + 1);
  const columns = new Uint32Array(filled);
  const values = new Float32Array(filled);
  let place = 0;
  for (const [index, row] of rows.entries()) {
    for (const [column, value] of row) {
      columns[place] = column;
      values[place] = value;
      place += 1;
    }
    starts[index + 1] = place;
  }
  return { starts, columns, values };
}

/** The bytes of a matrix: the number of rows, then the three arrays, in 32-bit words of this machine's order. */
export function matrixToBytes({ starts, columns, values }: SparseMatrix): Uint8Array {
  const words = new Uint32Array(1 + starts.length + columns.length + values.length);
  words[0] = starts.length - 1;
  words.set(starts, 1);
  words.set(columns, 1 + starts.length);
  words.set(new Uint32Array(values.buffer, values.byteOffset, values.length), 1 + starts.length + columns.length);
  return new Uint8Array(words.buffer);
}

export function matrixFromBytes(bytes: Uint8Array): SparseMatrix {
  // A copy: the bytes of a small file lie anywhere in a shared buffer, and these arrays must begin at a multiple of 4.
  const words = new Uint32Array(new Uint8Array(bytes).buffer);
  const starts = words.subarray(1, 2 + (words[0] ?? 0));
  const filled = starts.at(-1) ?? 0;
  const columns = words.subarray(1 + starts.length, 1 + starts.length + filled);
  const values = words.subarray(1 + starts.length + filled);
  return { starts, columns, values: new Float32Array(values.buffer, values.byteOffset, values.length) };
}
