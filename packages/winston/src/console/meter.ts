/** Older measurements say little about the speed now. */
const windowMs = 15_000;
const samplesAtMost = 64;

interface Sample {
  readonly atMs: number;
  readonly done: number;
}

/** How far a piece of work is, how fast it goes, and how long it will take. Times come from the caller, in milliseconds. */
export class Meter {
  readonly startedMs: number;
  done = 0;
  total: number | undefined;
  label: string | undefined;
  readonly #samples: Sample[] = [];

  constructor(nowMs: number) {
    this.startedMs = nowMs;
  }

  update(nowMs: number, done: number, total: number | undefined, label: string | undefined): void {
    // It began anew, such as with the next epoch: what was measured before says nothing about it.
    if (done < this.done) this.#samples.length = 0;
    this.done = done;
    this.total = total;
    this.label = label;
    const last = this.#samples.at(-1);
    // Many updates in one moment: the newest counts, and the oldest stays as long as it may.
    if (last !== undefined && nowMs - last.atMs < windowMs / samplesAtMost && this.#samples.length > 1) {
      this.#samples.pop();
    }
    this.#samples.push({ atMs: nowMs, done });
    while (this.#samples.length > 2 && nowMs - (this.#samples[0]?.atMs ?? nowMs) > windowMs) this.#samples.shift();
  }

  /** Between 0 and 1; undefined without a total. */
  get fraction(): number | undefined {
    if (this.total === undefined || !(this.total > 0)) return undefined;
    return Math.min(1, Math.max(0, this.done / this.total));
  }

  /** Per second; undefined until two measurements lie apart. */
  get rate(): number | undefined {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || last.atMs <= first.atMs) return undefined;
    return ((last.done - first.done) * 1000) / (last.atMs - first.atMs);
  }

  /** Undefined without a total, or as long as nothing moves. */
  get remainingMs(): number | undefined {
    const { rate, total } = this;
    if (rate === undefined || total === undefined || !(rate > 0)) return undefined;
    return (Math.max(0, total - this.done) / rate) * 1000;
  }
}
