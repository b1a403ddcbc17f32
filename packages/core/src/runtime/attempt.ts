import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ComputeError, CycleError, HuldraError, isError, LostClaimError, messageOf } from '../errors/index.js';
import type { GitSnapshot } from '../provenance/index.js';
import { settings } from '../settings/index.js';
import { attemptId, isAttemptId, linkPublished, makeDirectories, publish, storageError } from '../store/index.js';
import { runActive } from './active.js';
import { createContext } from './attempt-context.js';
import { AttemptNotes, type Ending } from './attempt-notes.js';
import type { AttemptRequest } from './attempt-request.js';
import { afterwards } from './bookkeeping.js';
import { LogTail } from './context-log.js';
import type { AttemptInfo } from './contexts.js';
import { Cancelled } from './flights.js';
import { LiveNotes } from './live-notes.js';
import { copyPartial, findPartial } from './partial-files.js';
import { callMethod } from './published.js';
import { gitOfWorkingDirectory, type RecordedGit, recordGit } from './recorded-git.js';
import { redact, rememberSecrets } from './secrets.js';
import { storeResult } from './store-result.js';
import { storeError } from './stored-error.js';
import { shortName } from './target.js';

/** How an attempt ended. */
export type AttemptEnd =
  | { readonly kind: 'published'; readonly value: unknown }
  /** Another process took over or was first; the caller looks for its result. */
  | { readonly kind: 'lost'; readonly error: LostClaimError };

/**
 * One try at `create`, under a claim, in a directory of its own. Publishes and returns what `create` returned, or records why
 * not, gives the claim back and throws: `ComputeError`, a storage error, or `Cancelled`.
 */
export class Attempt {
  readonly #request: AttemptRequest;
  readonly #id: string;
  readonly #dir: string;
  readonly #tail = new LogTail();
  readonly #live: LiveNotes;
  readonly #notes: AttemptNotes;
  /** Asked while create() works; known before it ends, or nearly. */
  #git: Promise<GitSnapshot | undefined> = Promise.resolve(undefined);

  constructor(request: AttemptRequest) {
    this.#request = request;
    const { claim, target } = request;
    this.#id = attemptId(claim.epoch, claim.owner.token);
    this.#dir = join(claim.layout.attempts, this.#id);
    rememberSecrets(target);
    this.#live = new LiveNotes(target, this.#id);
    this.#notes = new AttemptNotes(request, this.#id);
  }

  async run(): Promise<AttemptEnd> {
    const { target, claim, signal, cancel } = this.#request;
    let attempt: AttemptInfo;
    try {
      attempt = this.#begin();
    } catch (error) {
      throw await this.#interrupted(storageError(error, 'starting an attempt', this.#dir, claim.layout.name));
    }
    this.#git = gitOfWorkingDirectory();

    let value: unknown;
    try {
      if (claim.lost !== false) return this.#lost(); // It was stopped for a lease until now.
      const context = createContext(target, { attempt, dir: this.#dir, signal, tail: this.#tail, live: this.#live });
      const { requests } = this.#notes;
      value = await runActive(target, 'create', () => callMethod(target, 'create', context), { requests });
      // A create that heeds its signal may well return, with a part of what it was to make.
      cancel?.throwIfAborted();
    } catch (error) {
      return this.#failed(error);
    }

    try {
      return await this.#publish(value);
    } catch (error) {
      if (isAboutWhatWasMade(error)) return this.#failed(error);
      throw await this.#interrupted(storageError(error, 'publishing', this.#dir, claim.layout.name));
    }
  }

  async #publish(value: unknown): Promise<AttemptEnd> {
    const { target, claim, codec } = this.#request;
    this.#live.close();
    const result = codec === undefined ? undefined : storeResult(codec, this.#dir, value);
    const git = await this.#git;
    if (claim.lost !== false) return this.#lost();
    this.#notes.finished('created', this.#recorded(git));
    const { namespace, hash } = target.ref;
    const publication = publish(claim, { namespace, hash, attempt: this.#id, result }, settings());
    if (publication.kind === 'lost') return this.#lost();
    afterwards(target, () => linkPublished(claim.layout, this.#id));
    this.#notes.published(publication.success);
    return { kind: 'published', value };
  }

  #begin(): AttemptInfo {
    const { claim } = this.#request;
    const { fsync, directoryMode } = settings();
    const number = existsSync(claim.layout.attempts)
      ? readdirSync(claim.layout.attempts).filter(isAttemptId).length + 1
      : 1;
    makeDirectories(claim.layout.attempts, { sync: fsync, mode: directoryMode });
    const resumedFrom = this.#resume();
    if (resumedFrom === undefined) makeDirectories(this.#dir, { sync: fsync, mode: directoryMode });
    const info: AttemptInfo = { id: this.#id, number, ...(resumedFrom === undefined ? {} : { resumedFrom }) };
    this.#notes.begun(info);
    return info;
  }

  #resume(): string | undefined {
    const { resumeFrom, claim, codec } = this.#request;
    const earlier = resumeFrom === undefined ? undefined : findPartial(claim.layout, resumeFrom);
    // A result that was stored and never published is no partial file: it is stored again.
    if (earlier !== undefined) copyPartial(claim.layout, earlier, this.#dir, codec?.file);
    return earlier;
  }

  #recorded(git: GitSnapshot | undefined): RecordedGit | undefined {
    return git === undefined ? undefined : recordGit(git, this.#request.target.root);
  }

  async #failed(error: unknown): Promise<AttemptEnd> {
    const { target, claim, cancel } = this.#request;
    if (claim.lost !== false) return this.#lost();
    if (cancel?.aborted === true) {
      await this.#giveBack('preempted', 'cancelled', error);
      throw new Cancelled(cancel.reason);
    }
    // What a dependency suffered from the machinery (a full disk, a timeout) is no failure of this computation either.
    const retryable = HuldraError.is(error) && error.retryable;
    if (retryable) await this.#giveBack('preempted', 'interrupted', error);
    else await this.#giveBack('failed', 'error', error);
    if (CycleError.is(error)) throw error;
    const what = redact(isError(error) ? `${error.name}: ${error.message}` : messageOf(error));
    throw new ComputeError(
      `${shortName(target)} could not be computed; ${isAboutWhatWasMade(error) ? '' : 'create() threw '}${what}\nIts files are in ${this.#dir}, and the error is in ${claim.layout.state}.`,
      { artifact: claim.layout.name, path: this.#dir, cause: error, retryable, logTail: this.#tail.lines },
    );
  }

  /** The machinery failed, not the computation: the next request tries again whatever `retryFailed` says. */
  async #interrupted(error: Error): Promise<Error> {
    await this.#giveBack('preempted', 'storage', error);
    return error;
  }

  async #giveBack(
    outcome: Ending['outcome'],
    reason: 'error' | 'cancelled' | 'interrupted' | 'storage',
    thrown: unknown,
  ): Promise<void> {
    const { target, claim } = this.#request;
    this.#live.close();
    // Which code failed is worth a moment, once per process; but who was told to stop stops.
    const git = await (outcome === 'failed' ? this.#git : Promise.race([this.#git, undefined]));
    const ending: Ending = { outcome, reason, error: storeError(thrown), logTail: this.#tail.lines };
    afterwards(target, () => {
      if (claim.lost === false) this.#notes.finished(outcome, this.#recorded(git));
    });
    const { error, logTail } = ending;
    afterwards(target, () => claim.release({ outcome, reason, error, logTail }));
    this.#notes.gaveBack(ending, thrown);
  }

  #lost(): AttemptEnd {
    const { target, claim } = this.#request;
    const why = claim.lost === false ? 'taken over' : claim.lost;
    this.#live.close();
    const successor = claim.successor();
    afterwards(target, () => {
      if (successor === 'nobody') this.#notes.finished('preempted', undefined);
    });
    // Nobody need wait for the rest of the lease, least of all this process, which is alive.
    afterwards(target, () => claim.release({ outcome: 'preempted', reason: `lost: ${why}` }));
    const error = new LostClaimError(
      `${shortName(target)} was ${why === 'taken over' ? 'taken over by another process' : 'given up'} because this process showed no sign of life for a lease (HULDRA_LEASE_SECS). Its files are in ${this.#dir}; they are no result. Ask again to wait for the other's.`,
      { artifact: claim.layout.name, path: this.#dir },
    );
    this.#notes.lost(why, successor, error);
    return { kind: 'lost', error };
  }
}

/** What `create` returned or left in its directory cannot be published: a failure of the computation, not of the machine. */
function isAboutWhatWasMade(error: unknown): boolean {
  return HuldraError.is(error) && (error.code === 'RESULT_NOT_STORABLE' || error.code === 'UNPUBLISHABLE_FILE');
}
