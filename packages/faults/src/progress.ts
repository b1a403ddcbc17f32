import type { Planned } from './schedule.js';
import { type Finished, skippedIn } from './table.js';

const marks = { held: '✓', broken: '✗', skipped: '-' } as const;
const maxProblems = 20;

/** Tells on a stream which rows are at work, where that is a terminal, and what came of each. */
export class Progress {
  readonly #stream: NodeJS.WriteStream;
  readonly #working = new Set<number>();

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  begins({ row }: Planned): void {
    this.#working.add(row.id);
    this.#show();
  }

  ends(finished: Finished): void {
    const { row, scale, outcome, seconds } = finished;
    this.#working.delete(row.id);
    const lines = [
      `${marks[outcome.verdict]} ${String(row.id).padStart(2)}  ${row.fault}  ${scale === 'full' ? 'full, ' : ''}${seconds.toFixed(1)} s`,
    ];
    if (outcome.verdict !== 'skipped') lines.push(outcome.figures);
    lines.push(...skippedIn(finished).map((why) => `skipped: ${why}`));
    if (outcome.verdict === 'broken') {
      const { problems } = outcome;
      lines.push(...problems.slice(0, maxProblems).map((problem) => `broken: ${problem}`));
      if (problems.length > maxProblems) lines.push(`... and ${problems.length - maxProblems} more`);
    }
    this.#stream.write(`${this.#clear()}${lines.join('\n      ')}\n`);
    this.#show();
  }

  #clear(): string {
    return this.#stream.isTTY ? '\r\u001b[K' : '';
  }

  #show(): void {
    if (!this.#stream.isTTY || this.#working.size === 0) return;
    this.#stream.write(`${this.#clear()}… ${[...this.#working].join(', ')}`);
  }
}
