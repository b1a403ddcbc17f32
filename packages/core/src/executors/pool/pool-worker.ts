import { ComputeError, type HuldraError, SubmitError, WorkerDiedError } from '../../errors/index.js';
import { emit, type HuldraEvent } from '../../events/index.js';
import { type JobEnd, redact } from '../../runtime/index.js';
import { unpackError } from '../portable-error.js';
import type { FromWorker, PortableEnd } from '../worker/messages.js';
import { unpackEvent } from '../worker/portable-event.js';
import { classifyExit } from './classify-exit.js';
import { kernelMemoryKills } from './kernel-memory.js';
import type { PoolJob } from './pool-job.js';
import { recordDeath } from './record-death.js';
import { saveOutput } from './save-output.js';
import { type WorkerExit, type WorkerKind, WorkerProcess } from './worker-process.js';

/** What a pool wants to know of a worker. */
export interface WorkerListener {
  /** It is idle and may be used again. */
  ready(): void;
  /** An attempt failed in it, or it died: it must not be used again. */
  spent(): void;
}

/** How often a worker's output is looked at, lest it fill the disk. */
const boundEveryMs = 1000;

/** How long a worker that is not needed any more has to end by itself. */
const endWithinMs = 2000;

/** How long a worker may take to start and to import modules, before the time of an attempt begins that has a limit. */
const startSecs = 60;

const maxDelayMs = 2 ** 31 - 1;

/** How many printed lines go into the record of a death. */
const tailLines = 20;

/** A worker process and the job that it works on. */
export class PoolWorker {
  readonly kind: WorkerKind;
  job: PoolJob | undefined;
  readonly #graceSecs: number;
  readonly #listener: WorkerListener;
  #process: WorkerProcess | undefined;
  readonly #timers = new Set<NodeJS.Timeout>();
  #limiter: NodeJS.Timeout | undefined;
  #memoryKills = 0;
  #exceededSecs: number | undefined;
  #uncaught: HuldraError | undefined;
  #onGone: () => void = () => undefined;

  constructor(kind: WorkerKind, graceSecs: number, listener: WorkerListener) {
    this.kind = kind;
    this.#graceSecs = graceSecs;
    this.#listener = listener;
  }

  get isIdle(): boolean {
    return this.job === undefined;
  }

  /** What the present job has printed. */
  get output(): string {
    return this.#process?.output.text() ?? '';
  }

  run(job: PoolJob): void {
    this.job = job;
    this.#memoryKills = kernelMemoryKills();
    job.begin();
    try {
      this.#process ??= new WorkerProcess(
        this.kind,
        (message) => this.#hear(message),
        (exit) => this.#died(exit),
      );
    } catch (error) {
      this.#died({ code: null, signal: null, error: error as Error });
      return;
    }
    this.#process.output.clear();
    this.#process.work();
    this.#limit(job);
    try {
      this.#process.send({ type: 'run', description: job.description, secrets: job.secrets });
    } catch (error) {
      // Only secrets can hold what no channel carries: all else is plain data.
      const what = `a secret of ${job.ref.className} cannot be sent to a worker. Keep texts in secret fields.`;
      this.#ended({ kind: 'failed', error: new SubmitError(what, { artifact: job.ref.namespace, cause: error }) });
    }
  }

  cancel(force: boolean): void {
    const { job } = this;
    if (job === undefined) return;
    if (force) {
      this.#process?.kill();
      return;
    }
    this.#process?.send({ type: 'cancel', id: job.id });
    this.#after(this.#graceSecs * 1000, () => this.#process?.kill());
  }

  /** Ends the process. Resolves when it is gone. */
  end(): Promise<void> {
    const process = this.#process;
    if (process === undefined) return Promise.resolve();
    return new Promise((resolve) => {
      // Whoever waits for the end of a worker may have nothing else to live for.
      process.work();
      const killer = setTimeout(() => process.kill(), endWithinMs);
      this.#onGone = () => {
        clearTimeout(killer);
        resolve();
      };
      process.send({ type: 'end' });
    });
  }

  #limit({ maxRuntimeSecs }: PoolJob): void {
    this.#exceededSecs = undefined;
    this.#timers.add(setInterval(() => this.#process?.output.bound(), boundEveryMs).unref());
    if (maxRuntimeSecs !== undefined) this.#allow(maxRuntimeSecs, startSecs + maxRuntimeSecs);
  }

  /** Kills the worker after so many seconds. */
  #allow(maxRuntimeSecs: number, secs: number): void {
    clearTimeout(this.#limiter);
    this.#limiter = this.#after(secs * 1000, () => {
      this.#exceededSecs = maxRuntimeSecs;
      this.#process?.kill();
    });
  }

  #after(ms: number, act: () => void): NodeJS.Timeout {
    const timer = setTimeout(act, Math.min(ms, maxDelayMs));
    this.#timers.add(timer);
    return timer;
  }

  #relay(event: HuldraEvent): void {
    this.job?.hear(event);
    const limit = this.job?.maxRuntimeSecs;
    const isBeginning = event.type === 'started' && event.artifact.dir === this.job?.ref.dir;
    if (isBeginning && limit !== undefined) this.#allow(limit, limit);
    emit(event);
  }

  #hear(message: FromWorker): void {
    if (message.type === 'event') this.#relay(unpackEvent(message.event, this.#process?.pid));
    else if (message.type === 'uncaught') this.#uncaught = unpackError(message.error);
    else if (message.id === this.job?.id) this.#ended(this.#understood(message.end, this.job));
  }

  #understood(end: PortableEnd, job: PoolJob): JobEnd {
    if (end.kind === 'failed') return { kind: 'failed', error: unpackError(end.error) };
    if (end.kind === 'succeeded' || job.isCancelled) return end;
    const what = `${nameOf(job)}: ${end.reason}, from outside.`;
    const details = { death: 'killed', signal: 'SIGTERM', retryable: true, artifact: fullNameOf(job) } as const;
    return { kind: 'failed', error: new WorkerDiedError(what, details) };
  }

  /** The job has ended; the process has not. */
  #ended(end: JobEnd): void {
    const { job } = this;
    if (job === undefined) return;
    const output = this.output;
    this.#leave();
    this.#process?.rest();
    saveOutput(job, output);
    job.finish(end, output);
    if (end.kind === 'failed') this.#listener.spent();
    else this.#listener.ready();
  }

  #died(exit: WorkerExit): void {
    const { job } = this;
    const output = this.output;
    const pid = this.#process?.pid;
    this.#process = undefined;
    this.#onGone();
    if (job !== undefined) {
      this.#leave();
      saveOutput(job, output);
      job.finish(this.#outcome(job, exit, output, pid), output);
    }
    this.#listener.spent();
  }

  #outcome(job: PoolJob, exit: WorkerExit, output: string, pid: number | undefined): JobEnd {
    const logTail = [...job.log.lines.slice(-tailLines), ...redact(output).trimEnd().split('\n').slice(-tailLines)];
    const error = classifyExit({
      exit,
      output,
      kernelWasOutOfMemory: kernelMemoryKills() > this.#memoryKills,
      exceededSecs: this.#exceededSecs,
      uncaught: this.#uncaught,
      name: nameOf(job),
      artifact: fullNameOf(job),
    });
    // The innermost first: what holds it waits for it.
    const refs = new Map([...job.claimed].reverse()).set(job.ref.dir, job.ref);
    let isPublished = false;
    for (const ref of refs.values()) {
      if (pid === undefined) break;
      isPublished = recordDeath(ref, { pid, error, isCancelled: job.isCancelled, logTail });
    }
    if (isPublished) return { kind: 'succeeded' };
    if (job.isCancelled) return { kind: 'cancelled', reason: 'cancelled; its worker was killed' };
    if (error.retryable) return { kind: 'failed', error };
    const { artifact } = error;
    const path = job.ref.dir;
    return { kind: 'failed', error: new ComputeError(error.message, { artifact, path, cause: error, logTail }) };
  }

  #leave(): void {
    this.job = undefined;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#limiter = undefined;
  }
}

function nameOf({ ref }: PoolJob): string {
  return `${ref.className} ${ref.hash.slice(0, 7)}`;
}

function fullNameOf({ ref }: PoolJob): string {
  return `${ref.namespace}/${ref.hash}`;
}
