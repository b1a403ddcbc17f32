import type { Delegate } from './delegate.js';
import type { Executor, JobOptions } from './submission/executor.js';

/** How to get a result, and with `executor` also how it is computed if there is none. */
export interface LoadOrCreateOptions extends JobOptions {
  /**
   * Cancels waiting, and the attempt if this call made it: its `signal` is aborted, and its artifact becomes `preempted`, also when
   * `create` returns all the same. Its files stay, for `keepPartial`.
   */
  readonly signal?: AbortSignal;
  /** How long to wait for another owner, in seconds; instead of the class's `maxWaitSecs` and `HULDRA_MAX_WAIT_SECS`. */
  readonly maxWaitSecs?: number;
  /** The job in whose name this process computes: it does not wait for itself. For executors. */
  readonly job?: string;
  /** Computes in place of this process, which waits and then loads the result. */
  readonly executor?: Executor;
}

/** What the machinery asks for. */
export interface RequestOptions {
  readonly signal?: AbortSignal | undefined;
  readonly maxWaitSecs?: number | undefined;
  readonly job?: string | undefined;
  /** Computes in place of this request. */
  readonly delegate?: Delegate | undefined;
}
