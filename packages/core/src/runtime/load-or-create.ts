import { ComputeError, DeclarationError, MissingResultError } from '../errors/index.js';
import { emit, isAnyoneListening, type StartReason } from '../events/index.js';
import { methodOf } from '../metadata/index.js';
import { codecOf } from '../result/index.js';
import { settings } from '../settings/index.js';
import { acquire, type Claim, Observer, type OwnerRecord, openJobs, type Standing, setAside } from '../store/index.js';
import { depth, refuseCycle } from './active.js';
import { Attempt } from './attempt.js';
import { type Delegate, delegateNumber } from './delegate.js';
import { Cancelled, share } from './flights.js';
import { findPublished, loadPublished, type Published, verdictOf } from './published.js';
import { isToBeRerun, markRerun } from './rerun.js';
import { restoreError } from './stored-error.js';
import type { Executor, JobOptions } from './submission/executor.js';
import { shortName, type Target } from './target.js';
import { type Obstacle, Waiter } from './wait.js';

/** How to get a result, and with `executor` also how it is computed if there is none. */
export interface LoadOrCreateOptions extends JobOptions {
  /** Cancels waiting, and the attempt if this call made it: its `signal` is aborted, and its artifact becomes `preempted`. */
  readonly signal?: AbortSignal;
  /** How long to wait for another owner, in seconds; instead of the class's `maxWaitSecs` and `HULDRA_MAX_WAIT_SECS`. */
  readonly maxWaitSecs?: number;
  /** The job in whose name this process computes: it does not wait for itself. For executors. */
  readonly job?: string;
  /** Computes in place of this process, which waits and then loads the result. */
  readonly executor?: Executor;
}

/** What the machinery asks for. */
export interface RequestOptions {
  readonly signal?: AbortSignal | undefined;
  readonly maxWaitSecs?: number | undefined;
  readonly job?: string | undefined;
  /** Computes in place of this request. */
  readonly delegate?: Delegate | undefined;
  /** Only the result's existence is wanted: nothing is loaded. */
  readonly discard?: boolean | undefined;
}

/** See `loadOrCreate` in `verbs.ts`, which only adds types. */
export async function loadOrCreateTarget(target: Target, options: RequestOptions): Promise<unknown> {
  refuseCycle(target);
  options.signal?.throwIfAborted();
  const { signal, maxWaitSecs, job, delegate, discard = false } = options;
  if (!isToBeRerun(target)) {
    const published = findPublished(target);
    if (published !== undefined && (await verdictOf(target, published)) === true)
      return discard ? undefined : hit(target, published, 'published');
  }
  // Who waits otherwise, or computes in a job's name, cannot be answered by a request that waits for that job.
  const via = delegate === undefined ? undefined : delegateNumber(delegate);
  const kind = JSON.stringify({ maxWaitSecs, job, via, discard });
  return share(target, { kind, signal }, () => new Request(target, options).fulfil());
}

function hit(target: Target, published: Published, reason: 'published' | 'waited'): Promise<unknown> {
  if (isAnyoneListening()) emit({ type: 'hit', reason, artifact: target.ref, depth: depth() });
  return loadPublished(target, published);
}

/** A request for an artifact that had no valid result when it was made. */
class Request {
  readonly #target: Target;
  readonly #options: RequestOptions;
  readonly #observer: Observer;
  readonly #waiter: Waiter;
  /** The first epoch that was waited for, be it of a running owner or of a queued job that had yet to take one. */
  #awaited: number | undefined;

  constructor(target: Target, options: RequestOptions) {
    this.#target = target;
    this.#options = options;
    this.#observer = new Observer(target.layout, settings().leaseSecs * 1000);
    this.#waiter = new Waiter(target, options.signal, options.maxWaitSecs);
  }

  async fulfil(): Promise<unknown> {
    try {
      for (;;) {
        const answer = await this.#step();
        if (answer !== undefined) return answer.value;
      }
    } catch (error) {
      const { signal } = this.#options;
      throw signal?.aborted === true && error === signal.reason ? new Cancelled(error) : error;
    } finally {
      this.#waiter.close();
    }
  }

  /** Looks once and does what there is to do; undefined means: look again. */
  async #step(): Promise<{ readonly value: unknown } | undefined> {
    const target = this.#target;
    this.#options.signal?.throwIfAborted();
    const published = findPublished(target);
    const verdict = published === undefined ? undefined : await this.#judge(published);
    if (published !== undefined && verdict === true) return { value: await this.#answer(published) };
    const standing = this.#look(published);
    if (standing.kind === 'owned') {
      this.#awaited ??= standing.epoch;
      await this.#wait(standing);
      return undefined;
    }
    this.#refuseToRepeatFailure(standing);
    const [job] = openJobs(target.layout).filter(({ token }) => token !== this.#options.job);
    const { delegate } = this.#options;
    if (job !== undefined) {
      if ((await delegate?.adopt(this.#target, job)) === true) return undefined;
      this.#awaited ??= standing.epoch + 1;
      await this.#wait({ kind: 'queued', job });
      return undefined;
    }
    if (delegate !== undefined) return this.#delegate(delegate);
    return this.#claim(standing, published, typeof verdict === 'string' ? verdict : undefined);
  }

  /** What the caller gets of a published result. */
  async #answer(published: Published): Promise<unknown> {
    if (this.#options.discard === true) return undefined;
    return hit(this.#target, published, this.#awaited === undefined ? 'published' : 'waited');
  }

  #wait(obstacle: Obstacle): Promise<void> {
    this.#options.delegate?.waiting?.();
    return this.#waiter.wait(obstacle);
  }

  /** Has somebody else compute. What was published then is the answer, whatever `validate` says: the one who computed has asked it. */
  async #delegate(delegate: Delegate): Promise<{ readonly value: unknown }> {
    const target = this.#target;
    if (methodOf(target.identity.model, 'create') === undefined) throw withoutCreate(target);
    await delegate.compute(target, { rerun: isToBeRerun(target) });
    markRerun(target);
    const published = findPublished(target);
    if (published !== undefined) return { value: await this.#answer(published) };
    throw new MissingResultError(
      `the job that was to compute ${shortName(target)} says that it succeeded, but nothing is published in ${target.layout.dir}. Is that directory the same file system where the job ran?`,
      { artifact: target.layout.name, path: target.layout.dir },
    );
  }

  async #judge(published: Published): Promise<true | string> {
    return isToBeRerun(this.#target) ? 'HULDRA_ALWAYS_RERUN' : verdictOf(this.#target, published);
  }

  /** Results under earlier namespaces have claims of their own, which are not looked at: this class writes under its present one. */
  #look(published: Published | undefined): Standing {
    const isHere = published?.layout === this.#target.layout;
    return this.#observer.look(isHere && published !== undefined ? published.success.epoch + 1 : 0);
  }

  #refuseToRepeatFailure({ epoch, last }: Extract<Standing, { kind: 'free' }>): void {
    const release = last?.released;
    if (last === undefined || release?.outcome !== 'failed') return;
    const retry = this.#target.identity.model.options.retryFailed ?? settings().retryFailed;
    // Not only that very owner: who took over from it may have failed between two looks.
    if (this.#awaited !== undefined && this.#awaited <= epoch)
      throw failureOf(this.#target, last, 'while this process waited for it');
    if (!retry && !isToBeRerun(this.#target))
      throw failureOf(this.#target, last, 'earlier, and failed artifacts are not tried again (retryFailed)');
  }

  /** Takes the next epoch, checks again what was seen before it was held, and computes. */
  async #claim(
    standing: Extract<Standing, { kind: 'free' }>,
    rejected: Published | undefined,
    reason: string | undefined,
  ): Promise<{ readonly value: unknown } | undefined> {
    const target = this.#target;
    const { model } = target.identity;
    if (methodOf(model, 'create') === undefined) throw withoutCreate(target);
    const codec = methodOf(model, 'load') === undefined ? codecOf(model.options.result, model.name) : undefined;
    const lost = new AbortController();
    const claim = acquire(target.layout, standing.epoch + 1, settings(), (why) =>
      lost.abort(new Error(`the claim was lost: ${why}`)),
    );
    if (claim === undefined) return undefined;

    const found = this.#recheck(claim, rejected, reason ?? 'not valid');
    if (found === 'published meanwhile') return undefined;
    markRerun(target);
    const startReason: StartReason = found === 'set aside' ? 'invalidated' : reasonFor(standing);
    const { signal: cancel } = this.#options;
    const end = await new Attempt({
      target,
      claim,
      reason: startReason,
      cancel,
      signal: cancel === undefined ? lost.signal : AbortSignal.any([cancel, lost.signal]),
      resumeFrom: model.options.keepPartial === true && startReason === 'preempted' ? standing.epoch : undefined,
      codec,
    }).run();
    if (end.kind === 'published') return { value: end.value };
    const theirs = findPublished(target);
    if (theirs === undefined) throw end.error;
    return { value: this.#options.discard === true ? undefined : await hit(target, theirs, 'waited') };
  }

  /** What was seen before the claim was held may have changed; and a result that was found not valid is set aside now. */
  #recheck(
    claim: Claim,
    rejected: Published | undefined,
    reason: string,
  ): 'published meanwhile' | 'set aside' | 'nothing' {
    const target = this.#target;
    try {
      const current = findPublished(target);
      if (current !== undefined && current.success.attempt !== rejected?.success.attempt) {
        claim.release({ outcome: 'yielded', reason: 'published meanwhile' });
        return 'published meanwhile';
      }
      if (current?.layout !== target.layout) return 'nothing';
      setAside(claim, reason, settings());
    } catch (error) {
      claim.release({ outcome: 'preempted', reason: 'storage' });
      throw error;
    }
    emit({ type: 'invalidated', reason, artifact: target.ref, depth: depth() });
    return 'set aside';
  }
}

function reasonFor({ epoch, last }: Extract<Standing, { kind: 'free' }>): StartReason {
  if (epoch === 0) return 'missing';
  const outcome = last?.released?.outcome;
  if (outcome === undefined || outcome === 'preempted') return 'preempted';
  return outcome === 'yielded' ? 'missing' : outcome;
}

function withoutCreate(target: Target): DeclarationError {
  const { name, file } = target.identity.model;
  return new DeclarationError(
    `${shortName(target)} has no result yet, and its class has no method to compute it. Add a method create(context), or mark one with @Create().`,
    { artifact: name, path: file },
  );
}

function failureOf(target: Target, owner: OwnerRecord, when: string): ComputeError {
  const error = owner.released?.error;
  const { host, pid } = owner.process;
  const what = error === undefined ? 'an error that was not recorded' : `${error.name}: ${error.message}`;
  return new ComputeError(
    `${shortName(target)} failed in pid ${pid} on ${host} ${when}; create() threw ${what}\nSee ${target.layout.state}; call invalidate(x, reason) to clear the failure.`,
    {
      artifact: target.layout.name,
      path: target.layout.dir,
      cause: error === undefined ? undefined : restoreError(error),
      logTail: owner.released?.logTail,
    },
  );
}
