import { WorkerDiedError } from '../../errors/index.js';
import type { WorkerExit } from './worker-process.js';

/** What is known of a worker's end. */
export interface ExitEvidence {
  readonly exit: WorkerExit;
  /** What it printed last. */
  readonly output: string;
  /** Whether the kernel killed some process for want of memory while the job ran. */
  readonly kernelWasOutOfMemory: boolean;
  /** The pool killed it because it ran for so many seconds. */
  readonly exceededSecs: number | undefined;
  /** The error that nobody caught in it. */
  readonly uncaught: Error | undefined;
  /** `Model 3f9a12c`. */
  readonly name: string;
  readonly artifact: string;
}

/** V8's last words when the heap is full. */
const heapIsFull = /heap out of memory|Reached heap limit|invalid table size|Ineffective mark-compacts/;

/** Signals by which a program dies of its own fault. */
const ownFaults: ReadonlySet<string> = new Set([
  'SIGABRT',
  'SIGBUS',
  'SIGFPE',
  'SIGILL',
  'SIGSEGV',
  'SIGSYS',
  'SIGTRAP',
]);

/**
 * Why a worker died. What the computation did (a full heap, `process.exit`, a crash in native code, running too long) is a failure
 * of the computation; what was done to it (SIGKILL from outside, no process to be had) one of the infrastructure, and `retryable`. Pure.
 */
export function classifyExit(evidence: ExitEvidence): WorkerDiedError {
  const { exit, output, name, artifact, exceededSecs, uncaught } = evidence;
  const { code, signal, error } = exit;
  const died = (
    death: WorkerDiedError['death'],
    what: string,
    details: { readonly retryable?: boolean; readonly cause?: unknown } = {},
  ): WorkerDiedError =>
    new WorkerDiedError(`${name}: ${what}`, {
      death,
      artifact,
      exitCode: code ?? undefined,
      signal: signal ?? undefined,
      ...details,
    });

  if (error !== undefined) {
    const what = `no worker could be started for it: ${error.message}. Is the machine out of processes or memory?`;
    return died('not-started', what, { retryable: true, cause: error });
  }
  if (exceededSecs !== undefined) {
    return died('timed-out', `it ran longer than maxRuntimeSecs (${exceededSecs} s), and its worker was killed.`);
  }
  if ((signal === 'SIGABRT' || code === 134) && heapIsFull.test(output)) {
    return died(
      'out-of-memory',
      "its worker's JavaScript heap was full. Give it more with nodeFlags: ['--max-old-space-size=<megabytes>'], or keep less in memory.",
    );
  }
  if (uncaught !== undefined) {
    const what = `an error that nobody caught ended its worker: ${uncaught.name}: ${uncaught.message}`;
    return died('crashed', what, { cause: uncaught });
  }
  if (signal !== null && ownFaults.has(signal)) {
    return died('crashed', `its worker crashed with ${signal}, as native code does.`);
  }
  if (signal !== null) {
    const memory = evidence.kernelWasOutOfMemory
      ? ' The kernel ran out of memory meanwhile and killed a process, probably this one: lower concurrency, or give run() the memory that each artifact needs (resources).'
      : '';
    const death = evidence.kernelWasOutOfMemory ? 'out-of-memory' : 'killed';
    return died(death, `its worker was killed from outside with ${signal}.${memory}`, { retryable: true });
  }
  return died(
    'exited',
    `its worker ended with exit code ${code} in the middle of it; create() must not call process.exit().`,
  );
}
