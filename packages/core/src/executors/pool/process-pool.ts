import { availableParallelism } from 'node:os';
import { ConfigurationError, SubmitError } from '../../errors/index.js';
import { type Executor, type JobHandle, type JobOptions, type JobRequest, mergeOptions } from '../../runtime/index.js';
import { inheritedFlags } from '../worker/worker-command.js';
import { PoolJob } from './pool-job.js';
import { PoolWorker } from './pool-worker.js';

export interface ProcessPoolOptions extends Omit<JobOptions, 'resources'> {
  /** How many worker processes at most. Default: as many as the machine runs in parallel. */
  readonly workers?: number;
  /** How long a cancelled attempt has to end by itself before its worker is killed. Default 10 seconds. */
  readonly graceSecs?: number;
}

/** An executor with processes of its own. */
export interface ProcessPool extends Executor {
  readonly capacity: number;
  /** Takes no more jobs and ends the workers: once all jobs have ended, or with `force` at once, which cancels them. */
  close(options?: { readonly force?: boolean }): Promise<void>;
}

/**
 * Attempts in child processes of this machine, so that what computes uses all cores, and what crashes, exits, blocks or never
 * ends harms only itself. Workers are started when first needed and used again, unless an attempt failed in them; they die with this
 * process, however it ends, and idle ones do not keep it alive.
 */
export function processPool(options: ProcessPoolOptions = {}): ProcessPool {
  return new Pool(options);
}

class Pool implements ProcessPool {
  readonly name = 'process-pool';
  readonly lifetime = 'process';
  readonly capacity: number;
  readonly #options: JobOptions;
  readonly #flags: readonly string[];
  readonly #graceSecs: number;
  readonly #queue: PoolJob[] = [];
  readonly #workers = new Set<PoolWorker>();
  readonly #jobs = new Map<string, PoolJob>();
  #isClosed = false;

  constructor({ workers = availableParallelism(), graceSecs = 10, nodeFlags = [], ...options }: ProcessPoolOptions) {
    if (!Number.isSafeInteger(workers) || workers < 1) {
      throw new ConfigurationError(`processPool() was given ${workers} workers; it needs a whole number from 1.`, {
        path: 'workers',
      });
    }
    this.capacity = workers;
    this.#options = options;
    this.#flags = [...inheritedFlags(process.execArgv), ...nodeFlags];
    this.#graceSecs = graceSecs;
  }

  async submit(requests: readonly JobRequest[]): Promise<readonly JobHandle[]> {
    this.#refuseWhenClosed();
    const jobs = await Promise.all(requests.map((request) => this.#prepare(request)));
    this.#refuseWhenClosed();
    for (const job of jobs) {
      this.#jobs.set(job.id, job);
      void job.ended().then(() => this.#jobs.delete(job.id));
    }
    this.#queue.push(...jobs);
    this.#dispatch();
    return jobs;
  }

  async attach(id: string): Promise<JobHandle | undefined> {
    return this.#jobs.get(id);
  }

  async close({ force = false } = {}): Promise<void> {
    this.#isClosed = true;
    const jobs = [...this.#jobs.values()];
    await Promise.all(jobs.map((job) => (force ? job.cancel({ force }) : job.ended())));
    await Promise.all([...this.#workers].map((worker) => worker.end()));
  }

  async #prepare(request: JobRequest): Promise<PoolJob> {
    const { description, secrets } = await request.describe('memory');
    const options = mergeOptions(this.#options, request.options);
    const steering = {
      cancel: (job: PoolJob, force: boolean) => this.#cancel(job, force),
      output: (job: PoolJob) => this.#workerOf(job)?.output ?? '',
    };
    return new PoolJob({ description, secrets, options, flags: this.#flags }, steering);
  }

  #refuseWhenClosed(): void {
    if (this.#isClosed) throw new SubmitError('the process pool is closed. Make another with processPool().');
  }

  /** Gives waiting jobs to workers, in their order, as long as there are workers for them. */
  #dispatch(): void {
    for (let job = this.#queue[0]; job !== undefined; job = this.#queue[0]) {
      const worker = this.#workerFor(job);
      if (worker === undefined) return;
      this.#queue.shift();
      worker.run(job);
    }
  }

  #workerFor({ kind }: PoolJob): PoolWorker | undefined {
    const idle = [...this.#workers].filter(({ isIdle }) => isIdle);
    const same = idle.find((worker) => worker.kind.key === kind.key);
    if (same !== undefined) return same;
    if (this.#workers.size >= this.capacity) {
      const [other] = idle;
      if (other === undefined) return undefined;
      this.#retire(other);
    }
    const worker: PoolWorker = new PoolWorker(kind, this.#graceSecs, {
      ready: () => this.#dispatch(),
      spent: () => {
        this.#retire(worker);
        this.#dispatch();
      },
    });
    this.#workers.add(worker);
    return worker;
  }

  #retire(worker: PoolWorker): void {
    this.#workers.delete(worker);
    void worker.end();
  }

  #workerOf(job: PoolJob): PoolWorker | undefined {
    return [...this.#workers].find((worker) => worker.job === job);
  }

  #cancel(job: PoolJob, force: boolean): void {
    job.isCancelled = true;
    const waiting = this.#queue.indexOf(job);
    if (waiting < 0) {
      this.#workerOf(job)?.cancel(force);
      return;
    }
    this.#queue.splice(waiting, 1);
    job.finish({ kind: 'cancelled', reason: 'cancelled before it began' });
  }
}
