import { Worker } from 'node:worker_threads';

/** The descriptor of a worker's end of the pipe to its pool. */
export const parentPipe = 4;

/** Ends this process as soon as its parent has ended, whatever this process is doing then. */
export function dieWithParent(): void {
  const thread = new Worker(new URL('./parent-watch.worker.mjs', import.meta.url), {
    name: 'huldra-parent-watch',
    workerData: parentPipe,
    execArgv: [],
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 2 },
  });
  thread.on('error', () => process.kill(process.pid, 'SIGKILL')); // Better no worker than one that nobody can end.
  thread.unref();
}
