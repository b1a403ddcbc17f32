import { equal } from 'node:assert/strict';
import { configure, type Executor } from '@huldra/core';
import { Bench } from './bench.js';
import { cancelling } from './cases/cancelling.js';
import { computing } from './cases/computing.js';
import { failing } from './cases/failing.js';
import { finding } from './cases/finding.js';
import { outliving } from './cases/outliving.js';
import { sending } from './cases/sending.js';

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

/** Something that every executor must do. `run` rejects when it does not. */
export interface ContractCase {
  /** A sentence. */
  readonly name: string;
  run(): Promise<void>;
}

/** What a case does with its bench. */
export interface CaseBody {
  readonly name: string;
  /** False where an executor of this kind need not do it. */
  readonly applies?: (options: ContractOptions) => boolean;
  readonly body: (bench: Bench, options: ContractOptions) => Promise<void>;
}

/**
 * The cases for an executor, for any test runner:
 *
 * ```ts
 * for (const { name, run } of executorContract({ … })) test(name, run);
 * ```
 */
export function executorContract(options: ContractOptions): readonly ContractCase[] {
  const bodies = [computing, failing, cancelling, finding, sending, outliving].flat();
  const applying = bodies.filter(({ applies }) => applies?.(options) !== false);
  return applying.map(({ name, body }) => ({ name, run: () => runCase(body, options) }));
}

async function runCase(body: CaseBody['body'], options: ContractOptions): Promise<void> {
  configure({ root: options.root, fsync: false });
  const executor = await options.createExecutor();
  try {
    equal(executor.lifetime, options.lifetime, 'the executor has the lifetime that the options give');
    await body(new Bench(executor, options.timeoutMs ?? 60_000), options);
  } finally {
    await options.closeExecutor?.(executor);
  }
}
