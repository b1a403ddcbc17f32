import { constants, cpSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ComputeError, CycleError, isError, LostClaimError, messageOf } from '../errors/index.js';
import { emit, type StartReason } from '../events/index.js';
import { methodOf } from '../metadata/index.js';
import { gitSnapshot, resourceUse } from '../provenance/index.js';
import { codecOf, encodeResult } from '../result/index.js';
import { rawDirectory, settings } from '../settings/index.js';
import { type Status, type Transition, transition } from '../state/index.js';
import {
  appendEvent,
  attemptId,
  type Claim,
  isAttemptId,
  linkPublished,
  makeDirectories,
  publish,
  type StateRecord,
  type Success,
  storageError,
  summary,
  writeNew,
  writeStateFile,
} from '../store/index.js';
import { depth, runActive } from './active.js';
import { contextLog, LogTail } from './context-log.js';
import type { AttemptInfo, CreateContext } from './contexts.js';
import { Cancelled } from './flights.js';
import { type Metadata, newMetadata, writeMetadata } from './metadata-file.js';
import { callMethod } from './published.js';
import { secretRedactor } from './secrets.js';
import { storeError } from './stored-error.js';
import { shortName, type Target } from './target.js';

/** How an attempt ended. */
export type AttemptEnd =
  | { readonly kind: 'published'; readonly value: unknown }
  /** Another process took over or was first; the caller looks for its result. */
  | { readonly kind: 'lost'; readonly error: LostClaimError };

export interface AttemptRequest {
  readonly target: Target;
  readonly claim: Claim;
  readonly reason: StartReason;
  /** Aborted when the claim is lost or the caller cancels. */
  readonly signal: AbortSignal;
  /** The caller's own signal. */
  readonly cancel: AbortSignal | undefined;
  /** The epoch of the preempted attempt whose files to start from. */
  readonly resumeFrom: number | undefined;
}

/**
 * One try at `create`, under a claim, in a directory of its own. Publishes and returns what `create` returned, or records why
 * not, gives the claim back and throws: `ComputeError`, a storage error, or `Cancelled`.
 */
export class Attempt {
  readonly #request: AttemptRequest;
  readonly #id: string;
  readonly #dir: string;
  readonly #tail = new LogTail();
  readonly #redact: (text: string) => string;
  readonly #started = performance.now();
  #status: Status;

  constructor(request: AttemptRequest) {
    this.#request = request;
    const { claim, target } = request;
    this.#id = attemptId(claim.epoch, claim.owner.token);
    this.#dir = join(claim.layout.attempts, this.#id);
    this.#redact = secretRedactor(target);
    this.#status = request.reason === 'invalidated' ? 'missing' : request.reason;
  }

  async run(): Promise<AttemptEnd> {
    const { target, claim } = this.#request;
    let metadata: Metadata;
    try {
      metadata = this.#begin();
    } catch (error) {
      throw this.#interrupted(storageError(error, 'starting an attempt', this.#dir, claim.layout.name));
    }
    const meter = resourceUse();
    // Asked while create() works; known before it ends, or nearly.
    const git = gitSnapshot(process.cwd(), { includeDiff: !settings().ignoreDiff });

    let value: unknown;
    let result: Success['result'];
    try {
      value = await runActive(target, () => callMethod(target, 'create', this.#context(metadata.attempt)));
      result = this.#storeResult(value);
    } catch (error) {
      return this.#failed(error);
    }

    try {
      const snapshot = await git;
      if (claim.lost !== false) return this.#lost();
      const attempt = { ...metadata.attempt, finishedAt: new Date().toISOString(), resources: meter.end() };
      writeMetadata(claim.layout, { ...metadata, attempt, ...(snapshot === undefined ? {} : { git: snapshot }) });
      const { namespace, hash } = target.ref;
      const publication = publish(claim, { namespace, hash, attempt: this.#id, result }, settings());
      if (publication.kind === 'lost') return this.#lost();
      this.#published(publication.success);
      return { kind: 'published', value };
    } catch (error) {
      throw this.#interrupted(storageError(error, 'publishing', this.#dir, claim.layout.name));
    }
  }

  #begin(): Metadata {
    const { target, claim, reason } = this.#request;
    const { fsync, directoryMode } = settings();
    const number = existsSync(claim.layout.attempts)
      ? readdirSync(claim.layout.attempts).filter(isAttemptId).length + 1
      : 1;
    makeDirectories(this.#dir, { sync: fsync, mode: directoryMode });
    const resumedFrom = this.#resume();
    const info: AttemptInfo = { id: this.#id, number, ...(resumedFrom === undefined ? {} : { resumedFrom }) };
    const metadata = newMetadata(target, info, this.#redact);
    writeMetadata(claim.layout, metadata);
    this.#advance('start', reason);
    appendEvent(claim.layout, 'started', claim.epoch, {
      reason,
      attempt: this.#id,
      owner: summary(claim.owner),
      ...(resumedFrom === undefined ? {} : { resumedFrom }),
    });
    emit({ type: 'started', reason, artifact: target.ref, depth: depth(), attempt: this.#id });
    return metadata;
  }

  /** Copies rather than moves: the owner that was given up for dead may wake up and write on. */
  #resume(): string | undefined {
    const { resumeFrom, claim } = this.#request;
    if (resumeFrom === undefined) return undefined;
    const prefix = attemptId(resumeFrom, '');
    const earlier = readdirSync(claim.layout.attempts).find((name) => name.startsWith(prefix) && isAttemptId(name));
    if (earlier === undefined) return undefined;
    cpSync(join(claim.layout.attempts, earlier), this.#dir, {
      recursive: true,
      verbatimSymlinks: true,
      mode: constants.COPYFILE_FICLONE,
    });
    return earlier;
  }

  #context(attempt: AttemptInfo): CreateContext {
    const { target, signal } = this.#request;
    const about = { artifact: target.ref, reason: 'context' } as const;
    return {
      dir: this.#dir,
      rawDir: rawDirectory(),
      log: contextLog(target, this.#tail),
      signal,
      attempt,
      progress: (done, total, label) => emit({ type: 'progress', ...about, depth: depth(), done, total, label }),
      metric: (name, value, step) => emit({ type: 'metric', ...about, depth: depth(), name, value, step }),
    };
  }

  /** For classes without `load`: what was returned becomes a file of the attempt. */
  #storeResult(value: unknown): Success['result'] {
    const { model } = this.#request.target.identity;
    if (methodOf(model, 'load') !== undefined) return undefined;
    const codec = codecOf(model.options.result, model.name);
    writeNew(join(this.#dir, codec.file), encodeResult(codec, value), { sync: false });
    return { codec: codec.name, file: codec.file };
  }

  #durationMs(): number {
    return performance.now() - this.#started;
  }

  #advance(
    type: Transition['type'],
    reason: string,
    details: Partial<Pick<StateRecord, 'error' | 'logTail'>> = {},
  ): void {
    const { epoch, owner, layout } = this.#request.claim;
    this.#status = transition(this.#status, { type }) ?? this.#status;
    writeStateFile(layout, {
      status: this.#status,
      reason,
      epoch,
      attempt: this.#id,
      owner: summary(owner),
      startedAt: owner.claimedAt,
      ...details,
    });
  }

  /** What follows publication makes it visible; the result exists whatever becomes of it. */
  #published({ manifest }: Success): void {
    const { target, claim } = this.#request;
    const durationMs = this.#durationMs();
    this.#afterwards(() => {
      this.#advance('publish', 'created');
      appendEvent(claim.layout, 'published', claim.epoch, {
        attempt: this.#id,
        durationMs: Math.round(durationMs),
        ...manifest,
      });
      linkPublished(claim.layout, this.#id);
    });
    const { files, bytes } = manifest;
    emit({
      type: 'published',
      reason: 'created',
      artifact: target.ref,
      depth: depth(),
      attempt: this.#id,
      durationMs,
      files,
      bytes,
    });
  }

  #failed(error: unknown): AttemptEnd {
    const { target, claim, cancel } = this.#request;
    if (claim.lost !== false) return this.#lost();
    if (cancel?.aborted === true) {
      this.#giveBack('preempted', 'cancelled', error);
      throw new Cancelled(cancel.reason);
    }
    this.#giveBack('failed', 'error', error);
    if (CycleError.is(error)) throw error;
    const what = isError(error) ? `${error.name}: ${error.message}` : messageOf(error);
    throw new ComputeError(
      `${shortName(target)} could not be computed; create() threw ${what}\nIts files are in ${this.#dir}, and the error is in ${claim.layout.state}.`,
      { artifact: claim.layout.name, path: this.#dir, cause: error, logTail: this.#tail.lines((text) => text) },
    );
  }

  /** The machinery failed, not the computation: the next request tries again whatever `retryFailed` says. */
  #interrupted(error: Error): Error {
    this.#giveBack('preempted', 'storage', error);
    return error;
  }

  #giveBack(outcome: 'failed' | 'preempted', reason: 'error' | 'cancelled' | 'storage', error: unknown): void {
    const { target, claim } = this.#request;
    const durationMs = this.#durationMs();
    const stored = storeError(error, this.#redact);
    const logTail = this.#tail.lines(this.#redact);
    this.#afterwards(() => claim.release({ outcome, reason, error: stored, logTail }));
    this.#afterwards(() => {
      this.#advance(outcome === 'failed' ? 'fail' : 'preempt', reason, { error: stored, logTail });
      appendEvent(claim.layout, outcome, claim.epoch, {
        reason,
        attempt: this.#id,
        durationMs: Math.round(durationMs),
        error: stored,
      });
    });
    const why = reason === 'cancelled' ? 'cancelled' : 'error';
    emit({ type: 'failed', reason: why, artifact: target.ref, depth: depth(), attempt: this.#id, durationMs, error });
  }

  #lost(): AttemptEnd {
    const { target, claim } = this.#request;
    const why = claim.lost === false ? 'taken over' : claim.lost;
    claim.end();
    this.#afterwards(() => appendEvent(claim.layout, 'lost', claim.epoch, { reason: why, attempt: this.#id }));
    const error = new LostClaimError(
      `${shortName(target)} was ${why === 'taken over' ? 'taken over by another process' : 'given up'} because this process showed no sign of life for a lease (HULDRA_LEASE_SECS). Its files are in ${this.#dir}; they are no result. Ask again to wait for the other's.`,
      { artifact: claim.layout.name, path: this.#dir },
    );
    const durationMs = this.#durationMs();
    emit({
      type: 'failed',
      reason: 'lost',
      artifact: target.ref,
      depth: depth(),
      attempt: this.#id,
      durationMs,
      error,
    });
    return { kind: 'lost', error };
  }

  /** Bookkeeping that must not turn a success into a failure, nor hide the error that is being reported. */
  #afterwards(work: () => void): void {
    const { target, claim } = this.#request;
    try {
      work();
    } catch (error) {
      const message = `${shortName(target)}: a note could not be written in ${claim.layout.control}: ${String(error)}. The result does not depend on it.`;
      emit({ type: 'warning', reason: 'bookkeeping', artifact: target.ref, message });
    }
  }
}
