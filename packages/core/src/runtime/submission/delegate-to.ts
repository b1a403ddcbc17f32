import { closeJob, type JobRecord } from '../../store/index.js';
import type { Delegate } from '../delegate.js';
import type { Target } from '../target.js';
import type { Executor, JobHandle, JobOptions } from './executor.js';
import { handOver, outcomeOf } from './hand-over.js';

/** Lets an executor compute what a request asks for. */
export function delegateTo(executor: Executor, options: JobOptions, signal: AbortSignal | undefined): Delegate {
  return {
    key: executor,
    async compute(target, { rerun }) {
      const [handle] = await handOver(executor, [{ target, options, rerun }]);
      await outcomeOf(target, handle as JobHandle, signal);
    },
    adopt: (target, job) => adopt(executor, target, job, signal),
  };
}

/** See `Delegate.adopt`. */
export async function adopt(
  executor: Executor,
  target: Target,
  job: JobRecord,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  if (job.executor !== executor.name) return false;
  const handle = await executor.attach(job.token, target.ref);
  // A process of its own may have the job, which this one cannot know; but an executor that outlives processes knows all of its jobs.
  if (handle === undefined && executor.lifetime !== 'detached') return false;
  try {
    if (handle !== undefined) await outcomeOf(target, handle, signal);
  } finally {
    if (signal?.aborted !== true) closeJob(target.layout, job);
  }
  return true;
}
