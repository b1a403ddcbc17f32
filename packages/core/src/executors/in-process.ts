import { subscribe } from '../events/index.js';
import {
  type Executor,
  ensureTarget,
  type JobEnd,
  type JobHandle,
  type JobRequest,
  type JobState,
  targetOf,
} from '../runtime/index.js';
import { JobLog } from './job-log.js';
import { asHuldraError } from './portable-error.js';

/**
 * Computes in this process. Attempts share its event loop, so what computes without awaiting goes one after the other, and what
 * ends the process ends all of them: `processPool()` has neither limit. Options for workers (`env`, `nodeFlags`, `maxRuntimeSecs`) have
 * no effect here.
 */
export function inProcess(): Executor {
  const jobs = new Map<string, JobHandle>();
  return {
    name: 'in-process',
    lifetime: 'call',
    submit: async (requests) =>
      requests.map((request) => {
        const job = new InProcessJob(request);
        jobs.set(job.id, job);
        void job.ended().then(() => jobs.delete(job.id));
        return job;
      }),
    attach: async (id) => jobs.get(id),
  };
}

class InProcessJob implements JobHandle {
  readonly id: string;
  readonly #request: JobRequest;
  readonly #cancel = new AbortController();
  readonly #log = new JobLog();
  readonly #ended: Promise<JobEnd>;
  #end: JobEnd | undefined;

  constructor(request: JobRequest) {
    this.#request = request;
    this.id = request.id;
    this.#ended = this.#run();
  }

  async #run(): Promise<JobEnd> {
    const { artifact, ref, id } = this.#request;
    const { signal } = this.#cancel;
    const unsubscribe = subscribe((event) => {
      if (event.type === 'log' && event.artifact.dir === ref.dir) this.#log.hear(event);
    });
    try {
      await ensureTarget(targetOf(artifact), { job: id, signal });
      this.#end = { kind: 'succeeded' };
    } catch (error) {
      const isCancelled = signal.aborted && error === signal.reason;
      this.#end = isCancelled
        ? { kind: 'cancelled', reason: 'cancelled' }
        : { kind: 'failed', error: asHuldraError(error) };
    } finally {
      unsubscribe();
    }
    return this.#end;
  }

  async state(): Promise<JobState> {
    return this.#end?.kind ?? 'running';
  }

  ended(): Promise<JobEnd> {
    return this.#ended;
  }

  /** What runs in this process cannot be stopped by force. */
  async cancel(): Promise<void> {
    this.#cancel.abort(new Error('the job was cancelled'));
    await this.#ended;
  }

  async logs(): Promise<string> {
    return this.#log.text(this.#request.ref);
  }
}
