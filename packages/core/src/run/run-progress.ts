import { emit, type HuldraEvent, type RunEvent, type RunningArtifact, subscribe } from '../events/index.js';
import type { RunNode } from './run-node.js';

const everyMs = 100;

/** Tells how far a run is. */
export class RunProgress {
  readonly #total: number;
  readonly #began = performance.now();
  readonly #running = new Map<string, RunningArtifact>();
  readonly #unsubscribe: () => void;
  #waiting = 0;
  #done = 0;
  #failed = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(total: number) {
    this.#total = total;
    this.#unsubscribe = subscribe((event) => this.#hear(event));
  }

  get elapsedMs(): number {
    return performance.now() - this.#began;
  }

  say(reason: RunEvent['reason'], message?: string): void {
    emit({
      type: 'run',
      reason,
      done: this.#done,
      total: this.#total,
      failed: this.#failed,
      waiting: this.#waiting,
      running: [...this.#running.values()],
      elapsedMs: this.elapsedMs,
      ...(message === undefined ? {} : { message }),
    });
  }

  /** Its attempt is under way, or a place for it is taken. */
  runs({ target }: RunNode): void {
    this.#running.set(target.ref.dir, { artifact: target.ref });
    this.#soon();
  }

  /** It has given its place back, to wait for somebody else. */
  rests({ target }: RunNode): void {
    this.#running.delete(target.ref.dir);
    this.#soon();
  }

  waits(change: 1 | -1): void {
    this.#waiting += change;
    this.#soon();
  }

  ends(node: RunNode): void {
    this.#running.delete(node.target.ref.dir);
    this.#done += 1;
    if (node.outcome === 'failed') this.#failed += 1;
    this.#soon();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#unsubscribe();
  }

  #hear(event: HuldraEvent): void {
    if (event.type !== 'progress' || !this.#running.has(event.artifact.dir)) return;
    const { artifact, done, total, label } = event;
    this.#running.set(artifact.dir, { artifact, done, total, label });
    this.#soon();
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.say('progress');
    }, everyMs).unref();
  }
}
