/** `slice`: seconds, inside `npm test`; `full`: minutes, for the table in docs/reliability.md. */
export type Scale = 'slice' | 'full';

/** What a row works with. */
export interface Bench {
  readonly scale: Scale;
  /** A fresh directory for this row alone; removed afterwards. */
  readonly directory: string;
  /** Flags for every Node process that the row starts, such as the preload that breaks the lock. */
  readonly execArgv: readonly string[];
  /** What a row makes up follows from it, so that a failure can be repeated. */
  readonly seed: number;
}

/** What came of a row. `without`: parts of it that could not be done here, and why. */
export type Outcome =
  | { readonly verdict: 'held'; readonly figures: string; readonly without?: readonly string[] }
  | {
      readonly verdict: 'broken';
      readonly figures: string;
      readonly problems: readonly string[];
      readonly without?: readonly string[];
    }
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

/** The outcome of a row that collected its problems, and what it could not do. */
export function outcome(figures: string, problems: readonly string[], without: readonly string[] = []): Outcome {
  const common = { figures, ...(without.length === 0 ? {} : { without }) };
  return problems.length === 0 ? { verdict: 'held', ...common } : { verdict: 'broken', ...common, problems };
}
