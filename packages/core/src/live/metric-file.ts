import { appendText } from '../store/index.js';
import { metricLine } from './metric-line.js';
import { Pace } from './pace.js';
import { numberOf } from './stored-number.js';

/** Another process sees a value at most this much later. */
const flushMs = 250;
/** What waits in memory, in characters. */
const flushLength = 64 * 1024;
/** How many names are kept as JSON; a computation that makes up a name per value gains nothing by it. */
const keptNames = 1024;

/**
 * Writes metrics into a file that other processes follow: buffered, so that a hundred thousand values a second cost a few writes,
 * and complete once `close` returns. The file appears with the first value.
 */
export class MetricFile {
  readonly #path: string;
  readonly #onTrouble: (error: unknown) => void;
  readonly #pace = new Pace(flushMs, () => this.#flush());
  readonly #names = new Map<string, string>();
  #pending = '';
  /** A write that failed may have left half a line, which the next one must not continue. */
  #isTorn = false;
  #isClosed = false;
  #moment = { ms: 0, text: '' };

  /** @param onTrouble told of every write that failed; its values are lost, and the next write is tried all the same */
  constructor(path: string, onTrouble: (error: unknown) => void) {
    this.#path = path;
    this.#onTrouble = onTrouble;
  }

  record(name: string, value: unknown, step?: unknown): void {
    if (this.#isClosed) return;
    const stepNumber = step === undefined ? undefined : numberOf(step);
    this.#pending += metricLine(this.#now(), this.#quoted(name), numberOf(value), stepNumber);
    if (this.#pending.length >= flushLength) this.#pace.now();
    else this.#pace.ask();
  }

  /** Writes what is left. Later values are ignored: the attempt is over. */
  close(): void {
    this.#isClosed = true;
    this.#pace.stop();
    this.#flush();
  }

  #flush(): void {
    if (this.#pending === '') return;
    const text = this.#isTorn ? `\n${this.#pending}` : this.#pending;
    this.#pending = '';
    try {
      appendText(this.#path, text);
      this.#isTorn = false;
    } catch (error) {
      this.#isTorn = true;
      this.#onTrouble(error);
    }
  }

  #quoted(name: string): string {
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    const quoted = JSON.stringify(name);
    if (this.#names.size < keptNames) this.#names.set(name, quoted);
    return quoted;
  }

  /** Making the text of a time costs as much as the rest of a line, and many values share a millisecond. */
  #now(): string {
    const ms = Date.now();
    if (ms !== this.#moment.ms) this.#moment = { ms, text: new Date(ms).toISOString() };
    return this.#moment.text;
  }
}
