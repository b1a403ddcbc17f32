import type { Executor } from '@huldra/core';
import type { Bench } from './bench.js';

export interface ContractOptions {
  /** Makes the executor that a case is run with. */
  readonly createExecutor: () => Executor | Promise<Executor>;
  /** Called at the end of each case. */
  readonly closeExecutor?: (executor: Executor) => void | Promise<void>;
  /** A directory that the executor's workers see as well. huldra is configured to keep everything there. */
  readonly root: string;
  /** The executor's own; decides which cases there are. */
  readonly lifetime: Executor['lifetime'];
  /** Whether attempts run in processes of their own, whose end harms nobody else. */
  readonly isolates: boolean;
  /**
   * The URL of a module that exports `createExecutor`, for the case in which the submitting process dies. It is imported in a
   * process of its own.
   */
  readonly module: string;
  /** Node's flags for that process, such as a loader. */
  readonly nodeFlags?: readonly string[];
  /** How long a case may wait for anything. Default 60 seconds. */
  readonly timeoutMs?: number;
}

/** What a case does with its bench. */
export interface CaseBody {
  readonly name: string;
  /** False where an executor of this kind need not do it. */
  readonly applies?: (options: ContractOptions) => boolean;
  readonly body: (bench: Bench, options: ContractOptions) => Promise<void>;
}
