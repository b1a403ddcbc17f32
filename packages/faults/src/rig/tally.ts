/** What can be wrong with a promise, as the figures count it. */
export type Breach = 'false success' | 'unrecovered' | 'hung' | 'untyped' | 'changed' | 'unexpected';

/** One broken promise. */
export interface Problem {
  readonly breach: Breach;
  readonly what: string;
}

export function problem(breach: Breach, what: string): Problem {
  return { breach, what };
}

/** Collects what went wrong in the runs of a row. */
export class Tally {
  readonly problems: string[] = [];
  #runs = 0;
  readonly #counts = new Map<Breach, number>();

  /** One run's problems. */
  add(where: string, problems: readonly Problem[]): void {
    this.#runs += 1;
    for (const breach of new Set(problems.map(({ breach }) => breach))) {
      this.#counts.set(breach, (this.#counts.get(breach) ?? 0) + 1);
    }
    this.problems.push(...problems.map(({ breach, what }) => `${where}: ${breach}: ${what}`));
  }

  /** How many runs there were, and in how many of them these happened: `363 runs, 0 false successes, 0 unrecovered`. */
  summary(...breaches: readonly Breach[]): string {
    const plural = (breach: Breach): string => (breach === 'false success' ? 'false successes' : breach);
    const counts = breaches.map((breach) => `${this.#counts.get(breach) ?? 0} ${plural(breach)}`);
    return [`${this.#runs} runs`, ...counts].join(', ');
  }
}
