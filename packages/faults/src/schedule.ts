import type { Row, Scale } from './row.js';

/** About how long rows take on two processors, slices two at a time, in seconds. */
interface Duration {
  readonly slice: number;
  readonly full: number;
}

const durations: Readonly<Record<number, Duration>> = {
  1: { slice: 10, full: 60 },
  2: { slice: 15, full: 350 },
  3: { slice: 22, full: 600 },
  4: { slice: 9, full: 400 },
  5: { slice: 17, full: 400 },
  6: { slice: 16, full: 100 },
  7: { slice: 17, full: 200 },
  8: { slice: 10, full: 120 },
  9: { slice: 11, full: 110 },
  10: { slice: 19, full: 150 },
  11: { slice: 21, full: 600 },
  12: { slice: 40, full: 235 },
  13: { slice: 33, full: 100 },
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
