import { runJobFile } from './job-file-worker.js';
import { workForPool } from './pool-worker.js';

/** What a worker process does: it runs one job file, or else works for the pool at the other end of its channel. */
export async function startWorker(jobFile: string | undefined): Promise<void> {
  if (jobFile === undefined) {
    workForPool();
    return;
  }
  const end = await runJobFile(jobFile);
  if (end.kind === 'succeeded') return;
  console.error(end.kind === 'failed' ? end.error : `cancelled: ${end.reason}`);
  process.exitCode = 1;
}
