/** What every worker process starts with: for a pool, or for one job file. */
import { startWorker } from './start-worker.js';

await startWorker(process.argv[2]);
