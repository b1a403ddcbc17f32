import { ConfigurationError } from '../errors/index.js';
import { captureCaller } from '../events/index.js';
import { inProcess } from '../executors/index.js';
import type { Resources } from '../metadata/index.js';
import { graphOf } from '../plan/index.js';
import { type Executor, type JobOptions, targetOf } from '../runtime/index.js';
import { capacitiesOf } from './capacities.js';
import { onInterrupt } from './interrupts.js';
import { needOf } from './needed.js';
import { runNodes } from './run-node.js';
import { RunProgress } from './run-progress.js';
import { countsText, type NodeReport, RunError, type RunSummary, reportOf, summaryOf } from './run-summary.js';
import { Runner } from './runner.js';
import { weightsOf } from './weights.js';

export interface RunOptions extends Omit<JobOptions, 'resources'> {
  /** What computes: `processPool()` for all cores, by default this process. */
  readonly executor?: Executor;
  /** How many attempts at once. Default: as many as the executor has places for, or this machine runs in parallel. */
  readonly concurrency?: number;
  /**
   * How much there is of what classes need (`@Artifact({ resources })`); never more is used at once. Default: this machine's `cpus` and
   * `memory`, when it computes. Numbers, or texts such as `'16GB'`.
   */
  readonly resources?: Resources;
  /** What one artifact needs beside or instead of what its class says. */
  readonly resourcesOf?: (artifact: object) => Resources | undefined;
  /** After a failure, go on with everything that does not depend on it. By default nothing more is begun. */
  readonly keepGoing?: boolean;
  /** How often an artifact is tried again after trouble with the infrastructure, such as a killed worker. Default 2. */
  readonly retries?: number;
  /** How long to wait before the first of these, in milliseconds; doubled with each. Default 1000. */
  readonly retryDelayMs?: number;
  /** How long to wait for artifacts that other processes compute, in seconds, as for `loadOrCreate`. */
  readonly maxWaitSecs?: number;
  /** Cancels the run: attempts are asked to stop and preempted, and nothing more is begun. */
  readonly signal?: AbortSignal;
  /**
   * Whether Ctrl-C (and SIGTERM) cancels the run as `signal` does, and a second one ends the process. Default true; while the run lasts,
   * and in this process only.
   */
  readonly handleSignals?: boolean;
}

/**
 * Computes whatever is missing of the targets and of what they depend on: dependencies first, as parallel as the graph, the
 * executor and the resources allow. What other processes own is waited for, not computed again. Nothing is loaded.
 *
 * Rejects with `RunError` when an artifact failed or the run was cancelled; what was computed is kept. Rejects before anything begins with
 * `CycleError`, `ConfigurationError` (an artifact needs more than there is), `CorruptArtifactError`, or what `hashOf` throws.
 */
export async function run(targets: Iterable<object>, options: RunOptions = {}): Promise<RunSummary> {
  const { executor = inProcess(), keepGoing = false, retries = 2, retryDelayMs = 1000, signal } = options;
  checkCount('retries', retries);
  checkCount('retryDelayMs', retryDelayMs);
  const caller = captureCaller(run);
  const began = performance.now();
  const list = [...targets];
  const graph = graphOf(list);
  const wanted = new Set(list.map((artifact) => targetOf(artifact).layout.dir));
  const need = await needOf(graph, wanted);
  const capacities = capacitiesOf(executor, options);
  const nodes = runNodes(need.needed, {
    needsOf: (target) => capacities.needsOf(target),
    weightOf: weightsOf(need.needed.map(({ target }) => target)),
  });
  const progress = new RunProgress(nodes.length);
  const runner = new Runner({
    executor,
    capacities: capacities.total,
    jobOptions: ({ artifact }) => jobOptions(artifact, options),
    keepGoing,
    retries,
    retryDelayMs,
    maxWaitSecs: options.maxWaitSecs,
    caller,
    progress,
  });

  let cancelled: { readonly reason: unknown } | undefined;
  const cancel = (reason: unknown, message: string): void => {
    cancelled ??= { reason };
    progress.say('interrupted', message);
    runner.stop(cancelled);
  };
  const onAbort = (): void => cancel(signal?.reason, 'cancelled: attempts are asked to stop');
  const handlesSignals = options.handleSignals ?? true;
  const release = handlesSignals
    ? onInterrupt((name) =>
        cancel(new Error(`interrupted by ${name}`), `${name}: attempts are asked to stop; once more ends them at once`),
      )
    : () => undefined;
  signal?.addEventListener('abort', onAbort, { once: true });
  progress.say('started', `${nodes.length} to compute, ${need.ready.length} ready`);
  try {
    if (signal?.aborted === true) onAbort();
    await runner.run(nodes);
  } finally {
    signal?.removeEventListener('abort', onAbort);
    release();
    progress.close();
  }
  const ready = need.ready.map(({ target }): NodeReport => {
    return { artifact: target.ref, outcome: 'ready', durationMs: undefined, attempts: 0, error: undefined };
  });
  const summary = summaryOf([...ready, ...nodes.map(reportOf)], performance.now() - began);
  progress.say('finished', countsText(summary.counts));
  const { computed, waited, ready: found } = summary.counts;
  if (computed + waited + found < summary.nodes.length) throw new RunError(summary, cancelled);
  return summary;
}

function jobOptions(artifact: object, options: RunOptions): JobOptions {
  const { maxRuntimeSecs, env, nodeFlags, resourcesOf } = options;
  const resources = resourcesOf?.(artifact);
  return {
    ...(maxRuntimeSecs === undefined ? {} : { maxRuntimeSecs }),
    ...(env === undefined ? {} : { env }),
    ...(nodeFlags === undefined ? {} : { nodeFlags }),
    ...(resources === undefined ? {} : { resources }),
  };
}

function checkCount(name: 'retries' | 'retryDelayMs', value: number): void {
  if (value >= 0 && !Number.isNaN(value)) return;
  throw new ConfigurationError(`run() was given ${name}: ${value}; it needs a number from 0.`, { path: name });
}
