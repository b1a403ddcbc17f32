import { equal } from 'node:assert/strict';
import { configure } from '@huldra/core';
import { Bench } from './bench.js';
import type { CaseBody, ContractOptions } from './case-body.js';
import { cancelling } from './cases/cancelling.js';
import { computing } from './cases/computing.js';
import { failing } from './cases/failing.js';
import { finding } from './cases/finding.js';
import { outliving } from './cases/outliving.js';
import { sending } from './cases/sending.js';

/** Something that every executor must do. `run` rejects when it does not. */
export interface ContractCase {
  /** A sentence. */
  readonly name: string;
  run(): Promise<void>;
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
