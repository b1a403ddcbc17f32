import type { HuldraError } from '../../errors/index.js';
import type { ArtifactRef } from '../../events/index.js';
import type { ConfigDocument } from '../../identity/index.js';
import type { Resources } from '../../metadata/index.js';
import type { Settings } from '../../settings/index.js';

/** How an attempt is to be run, for executors that start processes. Given for a class, for an executor, or for one call. */
export interface JobOptions {
  /** What the attempt needs: `cpus`, `memory`, `gpus`, or any named quantity. */
  readonly resources?: Resources;
  /** The worker is killed, and the attempt has failed, when it runs longer. Seconds. */
  readonly maxRuntimeSecs?: number;
  /** Environment variables of the worker beside those of this process. Executors may write them to job files: no secrets. */
  readonly env?: Readonly<Record<string, string>>;
  /** Node's own flags for the worker, such as `--max-old-space-size=4096`. */
  readonly nodeFlags?: readonly string[];
}

/** A class that a worker must know, and the module that declares it. */
export interface JobModule {
  readonly namespace: string;
  /** A `file:` URL. */
  readonly url: string;
}

/** A job as plain JSON data: everything that a worker needs, and no secret value. `docs/executors.md` describes it. */
export interface JobDescription {
  readonly schemaVersion: 1;
  readonly id: string;
  readonly artifact: ArtifactRef;
  readonly configuration: ConfigDocument;
  /** Imported before everything else; named by the submitting program, such as one that sets logging up. */
  readonly setup: readonly string[];
  readonly modules: readonly JobModule[];
  /** Whether a worker must be able to import TypeScript. */
  readonly typescript: boolean;
  /** The submitter's settings; `root` is absolute. */
  readonly settings: Settings;
  /** The submitter's working directory. */
  readonly directory: string;
  /** Compute anew although a result exists (`HULDRA_ALWAYS_RERUN`). */
  readonly rerun: boolean;
}

/** Values of secret fields for each row of the configuration. They may travel in memory and through private channels only. */
export type SecretValues = readonly (Readonly<Record<string, unknown>> | undefined)[];

/** A job for an executor. */
export interface JobRequest {
  readonly id: string;
  readonly ref: ArtifactRef;
  /** The artifact itself, for executors that stay in this process. */
  readonly artifact: object;
  /** What its class and the caller ask for; an executor's own options stand below these. */
  readonly options: JobOptions;
  readonly rerun: boolean;
  /**
   * What a worker in another process needs. Secrets without an environment variable are refused with `file`, and returned
   * beside the description with `memory`. Rejects with `SubmitError` when the job cannot leave this process.
   */
  describe(secrets: 'file' | 'memory'): Promise<{
    readonly description: JobDescription;
    readonly secrets: SecretValues | undefined;
  }>;
}

/** `unknown`: the executor could not be asked just now; nothing may be concluded from it. */
export type JobState = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled' | 'unknown';

/** How a job ended. An error that is `retryable` is one of the infrastructure, any other one of the computation. */
export type JobEnd =
  | { readonly kind: 'succeeded' }
  | { readonly kind: 'failed'; readonly error: HuldraError }
  | { readonly kind: 'cancelled'; readonly reason: string };

/** A job that an executor has taken. */
export interface JobHandle {
  readonly id: string;
  state(): Promise<JobState>;
  /** Resolves when the job has ended; never rejects. Only what is published on disk is a result, whatever this says. */
  ended(): Promise<JobEnd>;
  /** Asks the attempt to stop, which then is preempted; with `force` without waiting for it. Resolves when the job has ended. */
  cancel(options?: { readonly force?: boolean }): Promise<void>;
  /** What was logged and printed, the last megabyte of it. */
  logs(): Promise<string>;
}

/** What runs attempts. `@huldra/executor-contract` has the cases that every executor must pass. */
export interface Executor {
  /** Recorded with each job, so that it is found again: stable, and one for each kind of executor. */
  readonly name: string;
  /**
   * How long a job lives: `call`: it begins at once in this process; `process`: it may wait in a queue, and ends with this process;
   * `detached`: it outlives this process.
   */
  readonly lifetime: 'call' | 'process' | 'detached';
  /** How many jobs it works on at once, if it has a limit. */
  readonly capacity?: number | undefined;
  /**
   * Takes jobs; the handles come in the order of the jobs. Rejects with `SubmitError` when it cannot take one of them: then it has
   * taken none.
   */
  submit(jobs: readonly JobRequest[]): Promise<readonly JobHandle[]>;
  /** Finds a job again by its id, also one that another process submitted. Undefined when this executor has no such job. */
  attach(id: string, ref: ArtifactRef): Promise<JobHandle | undefined>;
}
