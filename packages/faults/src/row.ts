/** `slice`: seconds, inside `npm test`; `full`: minutes, for the table in docs/reliability.md. */
export type Scale = 'slice' | 'full';

/** What a row works with. */
export interface Bench {
  readonly scale: Scale;
  /** A fresh directory for this row alone; removed afterwards. */
  readonly directory: string;
  /** What rows that make things up begin with, so that what they found can be found again. */
  readonly seed: number;
  /** Flags for every Node process that the row starts, such as the preload that breaks the lock. */
  readonly execArgv: readonly string[];
}

/** What came of a row. */
export type Outcome =
  | { readonly verdict: 'held'; readonly figures: string }
  | { readonly verdict: 'broken'; readonly figures: string; readonly problems: readonly string[] }
  | { readonly verdict: 'skipped'; readonly why: string };

/** One fault, and what must hold in spite of it. */
export interface Row {
  readonly id: number;
  /** What is done to the store. */
  readonly fault: string;
  /** What must hold. */
  readonly promise: string;
  run(bench: Bench): Promise<Outcome>;
}

/** The outcome of a row that collected its problems. */
export function outcome(figures: string, problems: readonly string[]): Outcome {
  return problems.length === 0 ? { verdict: 'held', figures } : { verdict: 'broken', figures, problems };
}
