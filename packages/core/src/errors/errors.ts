import { type ErrorDetails, HuldraError } from './huldra-error.js';

/** One thing that is wrong with a configuration. */
export interface Problem {
  /** The field's path, such as `dataset.tags[2]`; empty for the whole instance. */
  readonly path: string;
  readonly message: string;
}

/** A configuration is wrong: unknown, missing or invalid fields. `problems` lists all of them. */
export class InvalidConfigError extends HuldraError {
  readonly problems: readonly Problem[];

  constructor(className: string, problems: readonly Problem[], details: ErrorDetails = {}) {
    const lines = problems.map(({ path, message }) => `  - ${path === '' ? className : path}: ${message}`);
    super('INVALID_CONFIG', `${className} is not configured correctly:\n${lines.join('\n')}`, {
      artifact: className,
      path: problems[0]?.path,
      ...details,
    });
    this.problems = problems;
  }
}

/** A field holds something that has no stable identity: a function, a symbol, an undecorated instance, a cycle. */
export class UnhashableValueError extends HuldraError {
  constructor(message: string, details: ErrorDetails = {}) {
    super('UNHASHABLE_VALUE', message, details);
  }
}

/** A sealed field was written to: its artifact's hash has been taken, and the hash names the result. */
export class SealedFieldError extends HuldraError {
  constructor(message: string, details: ErrorDetails = {}) {
    super('SEALED_FIELD', message, details);
  }
}

/** A class is used in a way its declaration does not allow, or its declaration is wrong (decorators, names, namespaces). */
export class DeclarationError extends HuldraError {
  constructor(message: string, details: ErrorDetails = {}) {
    super('DECLARATION', message, details);
  }
}

/** A namespace on disk or in JSON has no class in this process: the module that declares it was not imported. */
export class UnknownClassError extends HuldraError {
  constructor(message: string, details: ErrorDetails = {}) {
    super('UNKNOWN_CLASS', message, details);
  }
}

/** `create` threw; what it threw is the `cause`. `logTail` holds the last lines logged by the attempt. */
export class ComputeError extends HuldraError {
  readonly logTail: readonly string[];

  constructor(message: string, details: ErrorDetails & { readonly logTail?: readonly string[] | undefined } = {}) {
    super('COMPUTE_FAILED', message, details);
    this.logTail = details.logTail ?? [];
  }
}

/** `load` threw; what it threw is the `cause`. The published result was left as it is. */
export class LoadError extends HuldraError {
  constructor(message: string, details: ErrorDetails = {}) {
    super('LOAD_FAILED', message, details);
  }
}

/** Somebody else owned the artifact for longer than the caller was willing to wait. */
export class WaitTimeoutError extends HuldraError {
  constructor(message: string, details: ErrorDetails = {}) {
    super('WAIT_TIMEOUT', message, { retryable: true, ...details });
  }
}

/** This process was given up for dead and another took over, and no result is published yet. */
export class LostClaimError extends HuldraError {
  constructor(message: string, details: ErrorDetails = {}) {
    super('LOST_CLAIM', message, { retryable: true, ...details });
  }
}

/** A file of an artifact is damaged, or contradicts its own configuration. It counts as no result, and nothing was changed. */
export class CorruptArtifactError extends HuldraError {
  constructor(message: string, details: ErrorDetails = {}) {
    super('CORRUPT_ARTIFACT', message, details);
  }
}

/** A file was written by a newer huldra, by rules that this one does not know. Upgrade to read it. */
export class NewerFormatError extends HuldraError {
  constructor(message: string, details: ErrorDetails = {}) {
    super('NEWER_FORMAT', message, details);
  }
}

/** The root cannot be written to. Hits are still served. */
export class RootNotWritableError extends HuldraError {
  constructor(message: string, details: ErrorDetails = {}) {
    super('ROOT_NOT_WRITABLE', message, details);
  }
}

/** The file system failed: no space, quota, I/O error, too many open files. Nothing was published. */
export class StorageError extends HuldraError {
  constructor(message: string, details: ErrorDetails = {}) {
    super('STORAGE', message, { retryable: true, ...details });
  }
}

/** An artifact asked, directly or through others, for itself. */
export class CycleError extends HuldraError {
  constructor(message: string, details: ErrorDetails = {}) {
    super('CYCLE', message, details);
  }
}

/** A result was asked for without permission to compute it, and there is none. */
export class MissingResultError extends HuldraError {
  constructor(message: string, details: ErrorDetails = {}) {
    super('MISSING_RESULT', message, details);
  }
}

/** A setting, given in code, in the environment or in `.env`, has a value that makes no sense. */
export class ConfigurationError extends HuldraError {
  constructor(message: string, details: ErrorDetails = {}) {
    super('CONFIGURATION', message, details);
  }
}

/** A job could not be handed to an executor, or its worker refused it; nothing was computed. */
export class SubmitError extends HuldraError {
  constructor(message: string, details: ErrorDetails = {}) {
    super('SUBMIT_FAILED', message, details);
  }
}

/** A job was cancelled before it had a result. */
export class JobCancelledError extends HuldraError {
  constructor(message: string, details: ErrorDetails = {}) {
    super('JOB_CANCELLED', message, details);
  }
}

/** How a worker process died. */
export type WorkerDeath = 'out-of-memory' | 'exited' | 'killed' | 'crashed' | 'timed-out' | 'not-started';

/** What a worker death looked like, beside its kind. */
export interface WorkerDeathDetails extends ErrorDetails {
  readonly death: WorkerDeath;
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
}

/** The process that computed an artifact died. `retryable` when it was killed from outside or never started. */
export class WorkerDiedError extends HuldraError {
  readonly death: WorkerDeath;
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;

  constructor(message: string, details: WorkerDeathDetails) {
    super('WORKER_DIED', message, details);
    this.death = details.death;
    this.exitCode = details.exitCode;
    this.signal = details.signal;
  }
}
