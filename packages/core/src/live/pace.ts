/**
 * Does work at most once in an interval: the first time at once, then when asked and due, or by a timer that does not keep the process
 * alive. Being asked counts as well as the timer, since a computation that blocks the event loop leaves no timer a turn.
 */
export class Pace {
  readonly #intervalMs: number;
  readonly #work: () => void;
  #last = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  constructor(intervalMs: number, work: () => void) {
    this.#intervalMs = intervalMs;
    this.#work = work;
  }

  /** There is something to do: now, if the last time is long enough ago, else soon. */
  ask(): void {
    const left = this.#last + this.#intervalMs - performance.now();
    if (left <= 0) this.now();
    else this.#timer ??= setTimeout(() => this.now(), left).unref();
  }

  now(): void {
    this.stop();
    this.#last = performance.now();
    this.#work();
  }

  /** Forgets what was to be done soon. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
