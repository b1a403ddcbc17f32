import type { Row, Scale } from './row.js';

/** About how long rows take on two quiet processors, in seconds. */
interface Duration {
  readonly slice: number;
  readonly full: number;
}

const durations: Readonly<Record<number, Duration>> = {
  1: { slice: 7, full: 60 },
  2: { slice: 6, full: 150 },
  3: { slice: 10, full: 240 },
  4: { slice: 10, full: 300 },
  5: { slice: 12, full: 300 },
  6: { slice: 10, full: 150 },
  7: { slice: 10, full: 150 },
  8: { slice: 8, full: 90 },
  9: { slice: 8, full: 120 },
  10: { slice: 6, full: 120 },
  11: { slice: 8, full: 300 },
  12: { slice: 15, full: 300 },
  13: { slice: 20, full: 60 },
};

const unknown: Duration = { slice: 10, full: 300 };

function durationOf({ id }: Row): Duration {
  return durations[id] ?? unknown;
}

export interface Planned {
  readonly row: Row;
  readonly scale: Scale;
}

/** Those that cost least come first, because then most rows are done in full. */
export function byDuration(a: Row, b: Row): number {
  return durationOf(a).full - durationOf(b).full;
}

/** Those that take longest come first, so that side by side none of them is left over at the end. */
export function longestFirst(plans: readonly Planned[]): Planned[] {
  const seconds = ({ row, scale }: Planned): number => durationOf(row)[scale];
  return [...plans].sort((a, b) => seconds(b) - seconds(a));
}

/** Whether a row can be expected to be through in time. */
export function fits(row: Row, scale: Scale, seconds: number): boolean {
  return durationOf(row)[scale] <= seconds;
}

/**
 * Rows in full, as many as fit into `seconds`, the quickest first, and slices of the others. In the order of `rows`.
 */
export function fitInto(rows: readonly Row[], seconds: number): Planned[] {
  let left = seconds - rows.reduce((sum, row) => sum + durationOf(row).slice, 0);
  const inFull = new Set<Row>();
  for (const row of [...rows].sort(byDuration)) {
    const more = durationOf(row).full - durationOf(row).slice;
    if (more > left) break;
    left -= more;
    inFull.add(row);
  }
  return rows.map((row) => ({ row, scale: inFull.has(row) ? 'full' : 'slice' }));
}
