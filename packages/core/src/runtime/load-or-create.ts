import { ComputeError, DeclarationError, MissingResultError } from '../errors/index.js';
import { type Caller, captureCaller, emit, isAnyoneListening, type StartReason } from '../events/index.js';
import { methodOf } from '../metadata/index.js';
import { codecOf } from '../result/index.js';
import { settings } from '../settings/index.js';
import { acquire, type Claim, Observer, type OwnerRecord, openJobs, type Standing, setAside } from '../store/index.js';
import { depth, noteRequest, refuseCycle } from './active.js';
import { Attempt } from './attempt.js';
import { type Delegate, delegateNumber } from './delegate.js';
import { Cancelled, isUnderWay, share } from './flights.js';
import { predecessorOf } from './predecessor.js';
import { findPublished, loadPublished, type Published, verdictOf } from './published.js';
import type { LoadOrCreateOptions, RequestOptions } from './request-options.js';
import { isToBeRerun, markRerun } from './rerun.js';
import { harmlessError, restoreError } from './stored-error.js';
import { delegateTo } from './submission/delegate-to.js';
import { shortName, type Target } from './target.js';
import { type Obstacle, Waiter } from './wait.js';

interface Wanted extends RequestOptions {
  /** Only the result's existence is wanted: nothing is loaded. */
  readonly discard?: boolean;
}

/** Tells listeners who asked. */
type WhoAsked = () => Caller | undefined;

/** See `loadOrCreate` in `verbs.ts`, which only adds types. `callee` is the function that the user called. */
export function loadOrCreateTarget(
  target: Target,
  options: LoadOrCreateOptions,
  callee: (...args: never[]) => unknown,
): Promise<unknown> {
  const { executor, signal, maxWaitSecs, job } = options;
  const delegate = executor === undefined ? undefined : delegateTo(executor, options, signal);
  const caller = isAnyoneListening() ? captureCaller(callee) : nobody;
  return answer(target, { signal, maxWaitSecs, job, delegate }, caller);
}

/** Has a result published, and loads nothing. `caller` is who asked for it, if that was a user's code. */
export async function ensureTarget(target: Target, options: RequestOptions, caller = nobody): Promise<void> {
  await answer(target, { ...options, discard: true }, caller);
}

const nobody: WhoAsked = () => undefined;

async function answer(target: Target, options: Wanted, caller: WhoAsked): Promise<unknown> {
  refuseCycle(target);
  noteRequest(target);
  options.signal?.throwIfAborted();
  const { signal, maxWaitSecs, job, delegate, discard = false } = options;
  if (!isToBeRerun(target)) {
    const published = findPublished(target);
    if (published !== undefined && (await verdictOf(target, published)) === true)
      return discard ? undefined : hit(target, published, 'published', caller);
  }
  // Who waits otherwise, or computes in a job's name, cannot be answered by a request that waits for that job.
  const via = delegate === undefined ? undefined : delegateNumber(delegate);
  const kind = JSON.stringify({ maxWaitSecs, job, via, discard });
  const about = { artifact: target.ref, depth: depth(), caller };
  const began = performance.now();
  const durationMs = (): number => performance.now() - began;
  let request: Request | undefined;
  // What is computed in the name of a job was requested where the job was submitted.
  const tell = discard && delegate === undefined ? () => undefined : emit;
  tell({ type: 'requested', reason: isUnderWay(target, kind) ? 'shared' : 'no-result', ...about });
  try {
    const value = await share(target, { kind, signal }, () => {
      request = new Request(target, options, caller);
      return request.fulfil();
    });
    const reason = request?.reason ?? 'shared';
    tell({ type: 'answered', outcome: 'ok', reason, ...about, durationMs: durationMs(), error: undefined });
    return value;
  } catch (error) {
    const reason = signal?.aborted === true && error === signal.reason ? 'cancelled' : 'error';
    const told = harmlessError(error);
    tell({ type: 'answered', outcome: 'error', reason, ...about, durationMs: durationMs(), error: told });
    throw error;
  }
}

function hit(target: Target, published: Published, reason: 'published' | 'waited', caller: WhoAsked): Promise<unknown> {
  if (isAnyoneListening()) emit({ type: 'hit', reason, artifact: target.ref, depth: depth(), caller });
  return loadPublished(target, published);
}

/** A request for an artifact that had no valid result when it was made. */
class Request {
  readonly #target: Target;
  readonly #options: Wanted;
  readonly #observer: Observer;
  readonly #waiter: Waiter;
  readonly #caller: WhoAsked;
  /** How it was answered. */
  reason: 'created' | 'waited' | 'published' = 'published';
  /** The first epoch that was waited for, be it of a running owner or of a queued job that had yet to take one. */
  #awaited: number | undefined;

  constructor(target: Target, options: Wanted, caller: WhoAsked) {
    this.#target = target;
    this.#caller = caller;
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
    if (published !== undefined && verdict === true) {
      this.reason = this.#awaited === undefined ? 'published' : 'waited';
      return { value: await this.#answer(published) };
    }
    this.#options.signal?.throwIfAborted();
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
      await this.#wait({ kind: 'queued', epoch: standing.epoch, job });
      return undefined;
    }
    if (delegate !== undefined) return this.#delegate(delegate);
    return this.#claim(standing, published, typeof verdict === 'string' ? verdict : undefined);
  }

  /** What the caller gets of a published result. */
  async #answer(published: Published): Promise<unknown> {
    if (this.#options.discard === true) return undefined;
    return hit(this.#target, published, this.reason === 'published' ? 'published' : 'waited', this.#caller);
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
    this.reason = 'created';
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
      predecessor: predecessorOf(standing),
      cancel,
      signal: cancel === undefined ? lost.signal : AbortSignal.any([cancel, lost.signal]),
      resumeFrom: model.options.keepPartial === true && startReason === 'preempted' ? standing.epoch : undefined,
      codec,
    }).run();
    if (end.kind === 'published') {
      this.reason = 'created';
      return { value: end.value };
    }
    const theirs = findPublished(target);
    if (theirs === undefined) throw end.error;
    this.reason = 'waited';
    return { value: await this.#answer(theirs) };
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
