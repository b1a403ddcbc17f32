import type { ArtifactRef, HuldraEvent } from '../../events/index.js';
import {
  type JobDescription,
  type JobEnd,
  type JobHandle,
  type JobOptions,
  type JobState,
  redact,
  type SecretValues,
} from '../../runtime/index.js';
import { JobLog } from '../job-log.js';
import { type WorkerKind, workerKind } from './worker-process.js';

export interface PoolJobDetails {
  readonly description: JobDescription;
  readonly secrets: SecretValues | undefined;
  readonly options: JobOptions;
  /** Node's flags for every worker of the pool. */
  readonly flags: readonly string[];
}

/** What a job asks of its pool. */
export interface JobSteering {
  cancel(job: PoolJob, force: boolean): void;
  /** What the job's worker has printed so far. */
  output(job: PoolJob): string;
}

/** A job of a pool, from the moment it is taken until it has ended. */
export class PoolJob implements JobHandle {
  readonly description: JobDescription;
  readonly secrets: SecretValues | undefined;
  readonly kind: WorkerKind;
  readonly maxRuntimeSecs: number | undefined;
  readonly log = new JobLog();
  /** Artifacts that are being made on behalf of this job, the innermost last. */
  readonly claimed = new Map<string, ArtifactRef>();
  isCancelled = false;
  readonly #steering: JobSteering;
  readonly #ended: Promise<JobEnd>;
  #resolve: (end: JobEnd) => void = () => undefined;
  #state: JobState = 'queued';
  /** What its worker had printed when it ended. */
  #output: string | undefined;

  constructor({ description, secrets, options, flags }: PoolJobDetails, steering: JobSteering) {
    this.description = description;
    this.secrets = secrets;
    this.kind = workerKind([...flags, ...(options.nodeFlags ?? [])], options.env ?? {});
    this.maxRuntimeSecs = options.maxRuntimeSecs;
    this.#steering = steering;
    this.#ended = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  get id(): string {
    return this.description.id;
  }

  get ref(): ArtifactRef {
    return this.description.artifact;
  }

  get isOver(): boolean {
    return this.#state !== 'queued' && this.#state !== 'running';
  }

  begin(): void {
    this.#state = 'running';
  }

  hear(event: HuldraEvent): void {
    this.log.hear(event);
    if (event.type === 'started') this.claimed.set(event.artifact.dir, event.artifact);
    if (event.type === 'published' || event.type === 'failed') this.claimed.delete(event.artifact.dir);
  }

  finish(end: JobEnd, output = ''): void {
    if (this.isOver) return;
    this.#output = output;
    this.#state = end.kind;
    this.#resolve(end);
  }

  async state(): Promise<JobState> {
    return this.#state;
  }

  ended(): Promise<JobEnd> {
    return this.#ended;
  }

  async cancel({ force = false }: { readonly force?: boolean } = {}): Promise<void> {
    if (!this.isOver) this.#steering.cancel(this, force);
    await this.#ended;
  }

  async logs(): Promise<string> {
    const printed = redact(this.#output ?? this.#steering.output(this));
    return this.log.text(this.ref) + printed;
  }
}
