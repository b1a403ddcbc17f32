import type { Outcome, Row } from './row.js';

export interface Finished {
  readonly row: Row;
  readonly outcome: Outcome;
  readonly seconds: number;
}

function cells({ row, outcome, seconds }: Finished): string[] {
  const what = outcome.verdict === 'skipped' ? `skipped: ${outcome.why}` : outcome.figures;
  return [String(row.id), row.fault, row.promise, outcome.verdict, what, seconds.toFixed(0)];
}

/** The suite's result as a Markdown table, as docs/reliability.md shows it. */
export function table(finished: readonly Finished[]): string {
  const header = ['', 'fault', 'promise', 'verdict', 'figures', 's'];
  const lines = [header, header.map(() => '---'), ...finished.map(cells)];
  return lines.map((line) => `| ${line.join(' | ')} |`).join('\n');
}
