import { openJobs } from '../../store/index.js';
import { refuseCycle } from '../active.js';
import { loadOrCreateTarget } from '../load-or-create.js';
import { findPublished, loadPublished, verdictOf } from '../published.js';
import { isToBeRerun } from '../rerun.js';
import { type Target, targetOf } from '../target.js';
import type { ResultOf } from '../verbs.js';
import type { Executor, JobHandle, JobOptions, JobState } from './executor.js';
import { handOver, outcomeOf } from './hand-over.js';

/** An artifact that an executor was given to compute. */
export interface Job<T = unknown> {
  readonly id: string;
  /** The executor's name. */
  readonly executor: string;
  state(): Promise<JobState>;
  /** The result, loaded, once the job has ended. Rejects with the job's error, or with `JobCancelledError`. */
  result(): Promise<T>;
  /** Asks the attempt to stop, which then is preempted; with `force` without waiting for it. Resolves when the job has ended. */
  cancel(options?: { readonly force?: boolean }): Promise<void>;
  /** What was logged and printed, the last megabyte of it. */
  logs(): Promise<string>;
}

/**
 * Gives an artifact to an executor and returns at once. A result that is published is a job that has succeeded; a job that this
 * executor already has for the artifact is taken up again. Rejects with `SubmitError` when a worker could not compute it.
 */
export function submit<A extends object>(
  artifact: A,
  executor: Executor,
  options?: JobOptions,
): Promise<Job<ResultOf<A>>>;
/** For classes whose `create` method has another name: the result's type is stated by the caller. */
export function submit<T>(artifact: object, executor: Executor, options?: JobOptions): Promise<Job<T>>;
export async function submit(artifact: object, executor: Executor, options: JobOptions = {}): Promise<Job> {
  const target = targetOf(artifact);
  refuseCycle(target);
  const rerun = isToBeRerun(target);
  if (!rerun && (await isReady(target))) return readyJob(target, executor);
  const present = rerun ? undefined : await attachTo(target, executor);
  if (present !== undefined) return jobOf(target, executor, present);
  const [handle] = await handOver(executor, [{ target, options, rerun }]);
  return jobOf(target, executor, handle as JobHandle);
}

/**
 * Takes up the job that an executor has for an artifact, also one that another process submitted before it ended. Undefined when
 * it has none.
 */
export function attach<A extends object>(artifact: A, executor: Executor): Promise<Job<ResultOf<A>> | undefined>;
export function attach<T>(artifact: object, executor: Executor): Promise<Job<T> | undefined>;
export async function attach(artifact: object, executor: Executor): Promise<Job | undefined> {
  const target = targetOf(artifact);
  const handle = await attachTo(target, executor);
  return handle === undefined ? undefined : jobOf(target, executor, handle);
}

/** The handle of an open job of this executor. */
export async function attachTo(target: Target, executor: Executor): Promise<JobHandle | undefined> {
  for (const { token, executor: name } of openJobs(target.layout)) {
    const handle = name === executor.name ? await executor.attach(token, target.ref) : undefined;
    if (handle !== undefined) return handle;
  }
  return undefined;
}

async function isReady(target: Target): Promise<boolean> {
  const published = findPublished(target);
  return published !== undefined && (await verdictOf(target, published)) === true;
}

function jobOf(target: Target, { name }: Executor, handle: JobHandle): Job {
  return {
    id: handle.id,
    executor: name,
    state: () => handle.state(),
    cancel: (options) => handle.cancel(options),
    logs: () => handle.logs(),
    async result() {
      await outcomeOf(target, handle);
      const published = findPublished(target);
      // Set aside meanwhile, by `invalidate` or by another's `validate`.
      return published === undefined ? loadOrCreateTarget(target, {}, submit) : loadPublished(target, published);
    },
  };
}

/** Nothing was to be computed. */
function readyJob(target: Target, { name }: Executor): Job {
  return {
    id: 'published',
    executor: name,
    state: async () => 'succeeded',
    cancel: async () => undefined,
    logs: async () => '',
    result: () => loadOrCreateTarget(target, {}, submit),
  };
}
