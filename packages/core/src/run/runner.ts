import { setMaxListeners } from 'node:events';
import { HuldraError, messageOf } from '../errors/index.js';
import { type Caller, emit } from '../events/index.js';
import {
  adopt,
  type Delegate,
  type Executor,
  ensureTarget,
  type JobOptions,
  outcomeOf,
  type Target,
} from '../runtime/index.js';
import { backOffMs, pause } from './back-off.js';
import { Batch } from './batch.js';
import { Budget } from './budget.js';
import type { Quantities } from './quantities.js';
import { ReadyQueue } from './ready-queue.js';
import type { NodeOutcome, RunNode } from './run-node.js';
import type { RunProgress } from './run-progress.js';
import { describeError } from './run-summary.js';

export interface RunnerOptions {
  readonly executor: Executor;
  readonly capacities: Quantities;
  readonly jobOptions: (target: Target) => JobOptions;
  readonly keepGoing: boolean;
  readonly retries: number;
  readonly retryDelayMs: number;
  readonly maxWaitSecs: number | undefined;
  /** The place that called run(). */
  readonly caller: () => Caller | undefined;
  readonly progress: RunProgress;
}

/** Where a node that has begun stands: it holds what it needs, or it waits for somebody else without. */
interface Begun {
  readonly cancel: AbortController;
  readonly beganAt: number;
  holds: boolean;
  isWaiting: boolean;
  isComputed: boolean;
}

/** Computes the nodes of a graph, each when its dependencies are done and what it needs is free. */
export class Runner {
  readonly #options: RunnerOptions;
  readonly #batch: Batch;
  readonly #budget: Budget;
  readonly #ready = new ReadyQueue();
  readonly #begun = new Map<RunNode, Begun>();
  readonly #key = {};
  #unfinished = 0;
  #isStopping = false;
  #finish: () => void = () => undefined;

  constructor(options: RunnerOptions) {
    this.#options = options;
    this.#batch = new Batch(options.executor);
    this.#budget = new Budget(options.capacities);
  }

  /** Resolves when every node has an outcome; never rejects. */
  async run(nodes: readonly RunNode[]): Promise<void> {
    this.#unfinished = nodes.length;
    if (this.#unfinished === 0) return;
    const finished = new Promise<void>((resolve) => {
      this.#finish = resolve;
    });
    for (const node of nodes) if (node.missing === 0) this.#enqueue(node);
    this.#pump();
    await finished;
  }

  /** Begins nothing any more. What runs goes on, unless it is cancelled with this reason. */
  stop(cancelled?: { readonly reason: unknown }): void {
    this.#isStopping = true;
    for (const begun of this.#begun.values()) {
      // Nobody computes here what is waited for, so nothing is lost.
      if (cancelled !== undefined) begun.cancel.abort(cancelled.reason);
      else if (begun.isWaiting) begun.cancel.abort(new Stopped());
    }
    this.#pump();
  }

  #enqueue(node: RunNode): void {
    this.#ready.push({ node, begin: () => void this.#work(node) });
  }

  #pump(): void {
    if (this.#isStopping) {
      for (const { node, begin } of this.#ready.drain()) {
        if (this.#begun.has(node)) begin();
        else this.#end(node, 'skipped');
      }
      return;
    }
    for (let next = this.#ready.take(this.#budget); next !== undefined; next = this.#ready.take(this.#budget)) {
      next.begin();
    }
  }

  async #work(node: RunNode): Promise<void> {
    const cancel = new AbortController();
    setMaxListeners(0, cancel.signal);
    const begun: Begun = { cancel, beganAt: performance.now(), holds: true, isWaiting: false, isComputed: false };
    this.#begun.set(node, begun);
    this.#options.progress.runs(node);
    let outcome: NodeOutcome;
    try {
      await this.#compute(node, begun);
      outcome = begun.isComputed ? 'computed' : 'waited';
    } catch (error) {
      const { signal } = cancel;
      outcome = signal.aborted ? (signal.reason instanceof Stopped ? 'skipped' : 'cancelled') : 'failed';
      if (outcome === 'failed') {
        node.error = HuldraError.is(error) ? error : new HuldraError('UNEXPECTED', messageOf(error), { cause: error });
      }
    }
    node.durationMs = performance.now() - begun.beganAt;
    this.#setWaiting(begun, false);
    if (begun.holds) this.#budget.giveBack(node.needs);
    this.#begun.delete(node);
    this.#end(node, outcome);
    this.#pump();
  }

  /** With further attempts after trouble with the infrastructure; a computation that failed is not tried again. */
  async #compute(node: RunNode, begun: Begun): Promise<void> {
    const { retries, retryDelayMs, maxWaitSecs, caller } = this.#options;
    const { signal } = begun.cancel;
    const delegate = this.#delegateOf(node, begun);
    for (;;) {
      node.attempts += 1;
      try {
        await ensureTarget(node.target, { delegate, signal, maxWaitSecs }, caller);
        return;
      } catch (error) {
        if (signal.aborted || !isWorthRetrying(error) || node.attempts > retries) throw error;
        await this.#backOff(node, begun, error, backOffMs(retryDelayMs, node.attempts));
      }
    }
  }

  async #backOff(node: RunNode, begun: Begun, error: unknown, ms: number): Promise<void> {
    const { target } = node;
    const message = `${describeError(target.ref, error)} Trying again in ${(ms / 1000).toFixed(1)} s (${node.attempts} of ${this.#options.retries}).`;
    emit({ type: 'warning', reason: 'retry', artifact: target.ref, message });
    this.#letGo(node, begun);
    await pause(ms, begun.cancel.signal);
  }

  #delegateOf(node: RunNode, begun: Begun): Delegate {
    const { executor, jobOptions } = this.#options;
    const { signal } = begun.cancel;
    return {
      key: this.#key,
      waiting: () => {
        this.#letGo(node, begun);
        this.#setWaiting(begun, true);
      },
      adopt: (target, job) => adopt(executor, target, job, signal),
      compute: async (target, { rerun }) => {
        this.#setWaiting(begun, false);
        await this.#hold(node, begun);
        // What begins at once need not be promised; what outlives this process must be.
        const isRecorded = executor.lifetime === 'detached';
        const handle = await this.#batch.submit({ target, options: jobOptions(target), rerun, isRecorded });
        await outcomeOf(target, handle, signal);
        begun.isComputed = true;
      },
    };
  }

  #letGo(node: RunNode, begun: Begun): void {
    if (!begun.holds) return;
    begun.holds = false;
    this.#budget.giveBack(node.needs);
    this.#options.progress.rests(node);
    this.#pump();
  }

  /** Takes what a node needs again, once that is free. */
  async #hold(node: RunNode, begun: Begun): Promise<void> {
    if (!begun.holds) {
      await new Promise<void>((resolve) => {
        this.#ready.push({ node, begin: resolve });
        this.#pump();
      });
      if (this.#isStopping) begun.cancel.abort(new Stopped());
      else begun.holds = true;
      this.#options.progress.runs(node);
    }
    begun.cancel.signal.throwIfAborted();
  }

  #setWaiting(begun: Begun, isWaiting: boolean): void {
    if (begun.isWaiting === isWaiting) return;
    begun.isWaiting = isWaiting;
    this.#options.progress.waits(isWaiting ? 1 : -1);
  }

  #end(node: RunNode, outcome: NodeOutcome): void {
    // An explicit stack, so that a chain of ten thousand artifacts does not overflow the call stack.
    const stack: { readonly node: RunNode; readonly outcome: NodeOutcome }[] = [{ node, outcome }];
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      if (next.node.outcome !== undefined) continue;
      next.node.outcome = next.outcome;
      this.#unfinished -= 1;
      this.#options.progress.ends(next.node);
      for (const dependent of next.node.dependents) {
        const lacking = this.#lacking(next.outcome);
        if (lacking !== undefined) stack.push({ node: dependent, outcome: lacking });
        else {
          dependent.missing -= 1;
          if (dependent.missing === 0 && dependent.outcome === undefined) this.#enqueue(dependent);
        }
      }
    }
    if (outcome === 'failed' && !this.#options.keepGoing && !this.#isStopping) this.stop();
    if (this.#unfinished === 0) this.#finish();
  }

  /** What becomes of the dependents of a node without a result; undefined when it has one. */
  #lacking(outcome: NodeOutcome): NodeOutcome | undefined {
    if (outcome === 'computed' || outcome === 'waited' || outcome === 'ready') return undefined;
    return outcome === 'failed' || outcome === 'blocked' ? 'blocked' : 'skipped';
  }
}

/** Who has waited for as long as was said has waited enough. */
function isWorthRetrying(error: unknown): boolean {
  return HuldraError.is(error) && error.retryable && error.code !== 'WAIT_TIMEOUT';
}

/** Why a node that waits is given up: nothing more is to be begun. */
class Stopped extends Error {}
