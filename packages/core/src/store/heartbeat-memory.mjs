/**
 * What the main thread and the heartbeat's thread both know of one claim, in memory that they share: either can read and
 * change it while the other is blocked. Plain JavaScript, because the thread runs from the sources in tests.
 */

/** How a claim stands. It leaves `beating` once, by compare-and-exchange, so that both threads see one reason. */
export const phases = /** @type {const} */ ({ beating: 0, takenOver: 1, paused: 2, unwritable: 3, stopped: 4 });

/** @typedef {'taken over' | 'paused' | 'unwritable'} LossReason */

/** @type {Readonly<Record<number, LossReason>>} */
const reasons = { [phases.takenOver]: 'taken over', [phases.paused]: 'paused', [phases.unwritable]: 'unwritable' };

const counterWidth = 16;

/** The text of a beat. Its width is fixed, so that it can be overwritten in place. @param {number} counter */
export const beatText = (counter) => `${String(counter).padStart(counterWidth, '0')}\n`;

export class ClaimMemory {
  #words;
  #lastBeat;
  #limit;

  /**
   * @param {SharedArrayBuffer} buffer from `ClaimMemory.allocate`
   * @param {number} limitMs how long after its last beat the claim must be given up
   */
  constructor(buffer, limitMs) {
    this.#words = new Int32Array(buffer, 0, 3); // phase, whether the last beat failed, counter
    this.#lastBeat = new BigInt64Array(buffer, 16, 1);
    this.#limit = BigInt(Math.round(limitMs * 1e6));
  }

  static allocate() {
    return new SharedArrayBuffer(24);
  }

  /** @returns {number} one of `phases` */
  get phase() {
    return Atomics.load(this.#words, 0);
  }

  /** @returns {LossReason | false} */
  get lost() {
    return reasons[this.phase] ?? false;
  }

  /** Leaves `beating`, unless that has happened already. @param {number} phase */
  leave(phase) {
    Atomics.compareExchange(this.#words, 0, phases.beating, phase);
  }

  /** The number of the next beat; it goes on when the thread had to be started again. @returns {number} */
  nextCounter() {
    return Atomics.add(this.#words, 2, 1) + 1;
  }

  /** @param {bigint} startedAt when writing began: an observer may have seen the beat as early as that */
  succeeded(startedAt) {
    Atomics.store(this.#words, 1, 0);
    Atomics.store(this.#lastBeat, 0, startedAt);
  }

  failed() {
    Atomics.store(this.#words, 1, 1);
  }

  /**
   * Gives the claim up when its last beat is too old. The clock (CLOCK_MONOTONIC) is the same in all threads, which that of
   * `performance.now` is not.
   */
  checkDeadline() {
    if (process.hrtime.bigint() - Atomics.load(this.#lastBeat, 0) <= this.#limit) return;
    this.leave(Atomics.load(this.#words, 1) === 1 ? phases.unwritable : phases.paused);
  }
}
