export { inProcess } from './in-process.js';
export { type ProcessPool, type ProcessPoolOptions, processPool } from './pool/process-pool.js';
export { readJobFile, writeJobFile } from './worker/job-file.js';
export { runJobFile } from './worker/job-file-worker.js';
export { startWorker } from './worker/start-worker.js';
export { workerArguments } from './worker/worker-command.js';
