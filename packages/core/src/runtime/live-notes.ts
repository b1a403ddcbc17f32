import { MetricFile, ProgressFile } from '../live/index.js';
import { attemptFiles } from '../store/index.js';
import { warnOfNote } from './bookkeeping.js';
import { writable } from './stored-error.js';
import type { Target } from './target.js';

const longestName = 200;
const longestLabel = 1000;

/** The files in which an attempt says how it is getting on. They are made when there is something to say. */
export class LiveNotes {
  readonly #target: Target;
  readonly #metrics: MetricFile;
  readonly #progress: ProgressFile;
  #hasWarned = false;

  constructor(target: Target, attempt: string) {
    this.#target = target;
    const files = attemptFiles(target.layout, attempt);
    this.#metrics = new MetricFile(files.metrics, (error) => this.#warn(error));
    this.#progress = new ProgressFile(files.progress, (error) => this.#warn(error));
  }

  metric(name: string, value: unknown, step: unknown): void {
    this.#metrics.record(name.length > longestName ? writable(name, longestName) : name, value, step);
  }

  progress(done: unknown, total: unknown, label: string | undefined): void {
    this.#progress.record(done, total, label === undefined ? undefined : writable(label, longestLabel));
  }

  /** Writes what is left; what comes later is ignored. */
  close(): void {
    this.#metrics.close();
    this.#progress.close();
  }

  /** Once: a full disk stays full for thousands of values. */
  #warn(error: unknown): void {
    if (this.#hasWarned) return;
    this.#hasWarned = true;
    warnOfNote(this.#target, `progress and metrics cannot be written beside ${this.#target.layout.attempts}`, error);
  }
}
