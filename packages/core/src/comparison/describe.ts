import type { Comparison, Difference } from './compare.js';
import { shownSide } from './shown-value.js';

/** How many differences a line names. */
const shownDifferences = 3;

/** `vocab 32000 -> 50000`. */
export function describeDifference({ path, before, after }: Difference): string {
  return `${path} ${shownSide(before)} -> ${shownSide(after)}`;
}

/** Differences on one line; of many, the first ones and how many more there are. Empty when there are none. */
export function describeComparison({ differences, isCut }: Comparison, shown = shownDifferences): string {
  // To say "and 1 more" would take as much room as to say it.
  const count = differences.length === shown + 1 && !isCut ? shown + 1 : shown;
  const texts = differences.slice(0, count).map(describeDifference);
  const more = differences.length - texts.length;
  if (isCut) texts.push(more > 0 ? `… and at least ${more} more` : '… and more');
  else if (more > 0) texts.push(`… and ${more} more`);
  return texts.join(', ');
}
