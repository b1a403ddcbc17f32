import { fitted, harmless, padded, widthOf } from '../plan/index.js';
import type { ResultData, ResultRow } from './result-data.js';

/** Between columns. */
const gap = '  ';

/** No cell is wider, so that one long value does not push all others out of sight. */
const widestCell = 32;

interface Column {
  readonly head: string;
  /** Numbers are read from their right end. */
  readonly isNumeric: boolean;
  readonly cell: (row: ResultRow) => string;
}

/** Aligned columns; what does not fit into the width is cut. */
export function resultsAsText({ columns, rows }: ResultData, width: number): string {
  if (rows.length === 0) return 'no artifacts';
  const all: Column[] = [
    ...(columns.fields.length === 0 ? [textColumn('name', ({ name }) => name)] : []),
    ...columns.fields.map((path) => textColumn(path, ({ fields }) => fields[path] ?? '', rows)),
    textColumn('status', ({ status }) => status),
    ...columns.metrics.map((metric) => ({
      head: metric,
      isNumeric: true,
      cell: ({ metrics }: ResultRow) => (metrics[metric] === undefined ? '' : number(metrics[metric])),
    })),
  ];
  const cells = all.map(({ head, cell }) =>
    [head, ...rows.map(cell)].map((text) => fitted(harmless(text), widestCell)),
  );
  const widths = cells.map((column) => Math.max(...column.map(widthOf)));
  const lines = ['', ...rows].map((_, index) =>
    cells.map((column, at) => {
      const text = column[index] ?? '';
      const room = widths[at] ?? 0;
      return all[at]?.isNumeric === true ? ' '.repeat(room - widthOf(text)) + text : padded(text, room);
    }),
  );
  return lines.map((line) => fitted(line.join(gap).trimEnd(), width)).join('\n');
}

function textColumn(head: string, cell: Column['cell'], rows: readonly ResultRow[] = []): Column {
  const isNumeric = rows.length > 0 && rows.every((row) => cell(row) === '' || Number.isFinite(Number(cell(row))));
  return { head, cell, isNumeric };
}

/** Six digits are enough to compare by; `toCsv` and `toJSON` have all of them. */
function number(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(6))) : String(value);
}
