import type { Outcome, Row, Scale } from './row.js';

export interface Finished {
  readonly row: Row;
  readonly scale: Scale;
  readonly outcome: Outcome;
  readonly seconds: number;
}

/** What a row could not do here, and why. */
export function skippedIn({ outcome }: Finished): readonly string[] {
  return outcome.verdict === 'skipped' ? [outcome.why] : (outcome.without ?? []);
}

function cells(finished: Finished): string[] {
  const { row, scale, outcome, seconds } = finished;
  const skipped = skippedIn(finished).map((why) => `skipped: ${why}`);
  const what = outcome.verdict === 'skipped' ? skipped : [outcome.figures, ...skipped];
  return [String(row.id), row.fault, row.promise, scale, outcome.verdict, what.join('; '), seconds.toFixed(0)];
}

/** The suite's result as a Markdown table, as docs/reliability.md shows it. */
export function table(finished: readonly Finished[]): string {
  const header = ['', 'fault', 'promise', 'scale', 'verdict', 'figures', 's'];
  const lines = [header, header.map(() => '---'), ...finished.map(cells)];
  return lines.map((line) => `| ${line.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n');
}

export interface Totals {
  readonly held: number;
  readonly broken: number;
  readonly skipped: number;
  /** Rows of which a part could not be done. */
  readonly partial: number;
}

export function totals(finished: readonly Finished[]): Totals {
  const count = (verdict: Outcome['verdict']): number =>
    finished.filter(({ outcome }) => outcome.verdict === verdict).length;
  const partial = finished.filter((one) => one.outcome.verdict !== 'skipped' && skippedIn(one).length > 0).length;
  return { held: count('held'), broken: count('broken'), skipped: count('skipped'), partial };
}
