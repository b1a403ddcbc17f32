import { setTimeout as sleep } from 'node:timers/promises';

/** How long a process may say nothing, in milliseconds, before it counts as hung. Nothing that a row asks takes a second. */
const patienceMs = 30_000;

/** What a process says, in order, for one who waits for it. */
export class Inbox<T> {
  readonly #messages: T[] = [];
  #wake: () => void = () => undefined;
  #isClosed = false;

  put(message: T): void {
    this.#messages.push(message);
    this.#wake();
  }

  /** Nothing will come any more. */
  close(): void {
    this.#isClosed = true;
    this.#wake();
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** The next message; undefined when none will come, `hung` when none has come for long. */
  async next(): Promise<T | 'hung' | undefined> {
    const deadline = performance.now() + patienceMs;
    while (this.#messages.length === 0 && !this.#isClosed) {
      const leftMs = deadline - performance.now();
      if (leftMs <= 0) return 'hung';
      const timer = new AbortController();
      await Promise.race([
        new Promise<void>((resolve) => {
          this.#wake = resolve;
        }),
        sleep(leftMs, undefined, { signal: timer.signal }).catch(() => undefined),
      ]);
      timer.abort();
    }
    return this.#messages.shift();
  }
}
