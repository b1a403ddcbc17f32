import { messageOf } from '../../errors/index.js';
import { emit } from '../../events/index.js';
import type { JobEnd } from '../../runtime/index.js';
import { closeJob, layoutAt, openJobs } from '../../store/index.js';
import { readJobFile } from './job-file.js';
import { runJob } from './run-job.js';

/**
 * Computes what a job file describes, in this process, and closes its job on disk; what a batch system starts. SIGTERM and SIGINT ask
 * the attempt to stop, so that the artifact is recorded as preempted; a second one ends the process as usual. Throws `SubmitError` when
 * the file cannot be used.
 */
export async function runJobFile(path: string): Promise<JobEnd> {
  const description = readJobFile(path);
  const cancel = new AbortController();
  const stop = (signal: NodeJS.Signals): void => cancel.abort(new Error(`the worker was asked to end (${signal})`));
  const signals = ['SIGTERM', 'SIGINT'] as const;
  for (const signal of signals) process.once(signal, stop);
  try {
    return await runJob(description, undefined, cancel.signal, { isRelayed: false });
  } finally {
    for (const signal of signals) process.off(signal, stop);
    closeOwnJob(description);
  }
}

/** Nobody else may be there to do it. */
function closeOwnJob({ id, artifact }: ReturnType<typeof readJobFile>): void {
  const layout = layoutAt(artifact.dir, `${artifact.namespace}/${artifact.hash}`);
  try {
    const own = openJobs(layout).find(({ token }) => token === id);
    if (own !== undefined) closeJob(layout, own);
  } catch (error) {
    const message = `the end of job ${id} could not be recorded: ${messageOf(error)}. Others may wait for it.`;
    emit({ type: 'warning', reason: 'bookkeeping', artifact, message });
  }
}
