import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ComputeError, CycleError, HuldraError, isError, LostClaimError, messageOf } from '../errors/index.js';
import { emit, type StartReason } from '../events/index.js';
import type { ResultCodec } from '../metadata/index.js';
import { resourceUse } from '../provenance/index.js';
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
  writeStateFile,
} from '../store/index.js';
import { depth, runActive } from './active.js';
import { contextLog, LogTail } from './context-log.js';
import type { AttemptInfo, CreateContext } from './contexts.js';
import { Cancelled } from './flights.js';
import { gitOfWorkingDirectory, type Metadata, newMetadata, writeMetadata } from './metadata-file.js';
import { copyPartial, findPartial } from './partial-files.js';
import { callMethod } from './published.js';
import { redact, redactData, rememberSecrets } from './secrets.js';
import { storeResult } from './store-result.js';
import { harmlessError, storeError } from './stored-error.js';
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
  /** Stores what `create` returns, for classes without `load`. */
  readonly codec: ResultCodec | undefined;
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
  readonly #started = performance.now();
  #status: Status;

  constructor(request: AttemptRequest) {
    this.#request = request;
    const { claim, target } = request;
    this.#id = attemptId(claim.epoch, claim.owner.token);
    this.#dir = join(claim.layout.attempts, this.#id);
    rememberSecrets(target);
    this.#status = request.reason === 'invalidated' ? 'missing' : request.reason;
  }

  async run(): Promise<AttemptEnd> {
    const { target, claim } = this.#request;
    let begun: { readonly info: AttemptInfo; readonly metadata: Metadata };
    try {
      begun = this.#begin();
    } catch (error) {
      throw this.#interrupted(storageError(error, 'starting an attempt', this.#dir, claim.layout.name));
    }
    const meter = resourceUse();
    // Asked while create() works; known before it ends, or nearly.
    const git = gitOfWorkingDirectory();

    let value: unknown;
    try {
      value = await runActive(target, 'create', () => callMethod(target, 'create', this.#context(begun.info)));
    } catch (error) {
      return this.#failed(error);
    }

    try {
      const { codec } = this.#request;
      const result = codec === undefined ? undefined : storeResult(codec, this.#dir, value);
      const snapshot = redactData(await git);
      if (claim.lost !== false) return this.#lost();
      const { metadata } = begun;
      const attempt = { ...metadata.attempt, finishedAt: new Date().toISOString(), resources: meter.end() };
      writeMetadata(claim.layout, { ...metadata, attempt, ...(snapshot === undefined ? {} : { git: snapshot }) });
      const { namespace, hash } = target.ref;
      const publication = publish(claim, { namespace, hash, attempt: this.#id, result }, settings());
      if (publication.kind === 'lost') return this.#lost();
      this.#published(publication.success);
      return { kind: 'published', value };
    } catch (error) {
      if (isAboutWhatWasMade(error)) return this.#failed(error);
      throw this.#interrupted(storageError(error, 'publishing', this.#dir, claim.layout.name));
    }
  }

  #begin(): { readonly info: AttemptInfo; readonly metadata: Metadata } {
    const { target, claim, reason } = this.#request;
    const { fsync, directoryMode } = settings();
    const number = existsSync(claim.layout.attempts)
      ? readdirSync(claim.layout.attempts).filter(isAttemptId).length + 1
      : 1;
    makeDirectories(claim.layout.attempts, { sync: fsync, mode: directoryMode });
    const resumedFrom = this.#resume();
    if (resumedFrom === undefined) makeDirectories(this.#dir, { sync: fsync, mode: directoryMode });
    const info: AttemptInfo = { id: this.#id, number, ...(resumedFrom === undefined ? {} : { resumedFrom }) };
    const metadata = newMetadata(target, info);
    writeMetadata(claim.layout, metadata);
    this.#advance('start', reason);
    appendEvent(claim.layout, 'started', claim.epoch, {
      reason,
      attempt: this.#id,
      owner: summary(claim.owner),
      ...(resumedFrom === undefined ? {} : { resumedFrom }),
    });
    emit({ type: 'started', reason, artifact: target.ref, depth: depth(), attempt: this.#id });
    return { info, metadata };
  }

  #resume(): string | undefined {
    const { resumeFrom, claim, codec } = this.#request;
    const earlier = resumeFrom === undefined ? undefined : findPartial(claim.layout, resumeFrom);
    // A result that was stored and never published is no partial file: it is stored again.
    if (earlier !== undefined) copyPartial(claim.layout, earlier, this.#dir, codec?.file);
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
      progress: (done, total, text) => {
        const label = text === undefined ? undefined : redact(text);
        emit({ type: 'progress', ...about, depth: depth(), done, total, label });
      },
      metric: (name, value, step) => emit({ type: 'metric', ...about, depth: depth(), name, value, step }),
    };
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
    // What a dependency suffered from the machinery (a full disk, a timeout) is no failure of this computation either.
    const retryable = HuldraError.is(error) && error.retryable;
    if (retryable) this.#giveBack('preempted', 'interrupted', error);
    else this.#giveBack('failed', 'error', error);
    if (CycleError.is(error)) throw error;
    const what = redact(isError(error) ? `${error.name}: ${error.message}` : messageOf(error));
    throw new ComputeError(
      `${shortName(target)} could not be computed; ${isAboutWhatWasMade(error) ? '' : 'create() threw '}${what}\nIts files are in ${this.#dir}, and the error is in ${claim.layout.state}.`,
      { artifact: claim.layout.name, path: this.#dir, cause: error, retryable, logTail: this.#tail.lines },
    );
  }

  /** The machinery failed, not the computation: the next request tries again whatever `retryFailed` says. */
  #interrupted(error: Error): Error {
    this.#giveBack('preempted', 'storage', error);
    return error;
  }

  #giveBack(
    outcome: 'failed' | 'preempted',
    reason: 'error' | 'cancelled' | 'interrupted' | 'storage',
    error: unknown,
  ): void {
    const { target, claim } = this.#request;
    const durationMs = this.#durationMs();
    const stored = storeError(error);
    const logTail = this.#tail.lines;
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
    emit({
      type: 'failed',
      reason: reason === 'cancelled' ? 'cancelled' : 'error',
      artifact: target.ref,
      depth: depth(),
      attempt: this.#id,
      durationMs,
      error: harmlessError(error),
    });
  }

  #lost(): AttemptEnd {
    const { target, claim } = this.#request;
    const why = claim.lost === false ? 'taken over' : claim.lost;
    // Nobody need wait for the rest of the lease, least of all this process, which is alive.
    this.#afterwards(() => claim.release({ outcome: 'preempted', reason: `lost: ${why}` }));
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

/** What `create` returned or left in its directory cannot be published: a failure of the computation, not of the machine. */
function isAboutWhatWasMade(error: unknown): boolean {
  return HuldraError.is(error) && (error.code === 'RESULT_NOT_STORABLE' || error.code === 'UNPUBLISHABLE_FILE');
}
