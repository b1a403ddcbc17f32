import { existsSync } from 'node:fs';
import { CorruptArtifactError, NewerFormatError } from '../errors/index.js';
import { methodOf } from '../metadata/index.js';
import {
  type ArtifactState,
  findPublished,
  isToBeRerun,
  type Published,
  type Target,
  unpublishedState,
  verdictOf,
} from '../runtime/index.js';
import { settings } from '../settings/index.js';
import type { PlanNode } from './plan-node.js';

/** What the disk says of an artifact by itself; whether a dependency blocks it is seen later. */
export interface Verdict extends Pick<PlanNode, 'status' | 'decision' | 'owner'> {
  /** Undefined where only a comparison with other results can tell. */
  readonly reason: string | undefined;
}

export interface DecideOptions {
  readonly retryFailed?: boolean | undefined;
}

/** Looks at one artifact as `loadOrCreate` would, and changes nothing. One read for a hit. Throws `StorageError`. */
export async function decide(target: Target, options: DecideOptions): Promise<Verdict> {
  const never: Verdict = { status: 'missing', decision: 'run', reason: undefined, owner: undefined };
  // An artifact that nobody ever asked for costs one look, and no error made only to be caught.
  if (![target.layout, ...target.formerLayouts].some(({ control }) => existsSync(control))) {
    return runnable(target, never);
  }
  let published: Published | undefined;
  try {
    published = findPublished(target);
  } catch (error) {
    return damaged(error);
  }
  const isRerun = isToBeRerun(target);
  if (published === undefined) return unpublished(target, options, isRerun) ?? runnable(target, never);
  const verdict = isRerun ? 'HULDRA_ALWAYS_RERUN' : await verdictOf(target, published);
  if (verdict === true) return { status: 'success', decision: 'hit', reason: 'published', owner: undefined };
  // Somebody may compute it anew already. Under an earlier namespace nobody does.
  const isHere = published.layout === target.layout;
  const state = isHere ? unpublishedState(target, published.success.epoch + 1) : undefined;
  if (state?.status === 'running' || state?.status === 'queued') return waiting(state);
  return runnable(target, { status: 'success', decision: 'run', reason: verdict, owner: undefined });
}

function damaged(error: unknown): Verdict {
  if (!CorruptArtifactError.is(error) && !NewerFormatError.is(error)) throw error;
  return { status: 'damaged', decision: 'blocked', reason: error.message, owner: undefined };
}

function waiting({ status, owner, reason }: ArtifactState): Verdict {
  if (owner === undefined) return { status, decision: 'wait', reason, owner };
  const since = owner.since.replace(/\.\d+Z$/, 'Z');
  return { status, decision: 'wait', reason: `pid ${owner.pid} on ${owner.host}, since ${since}`, owner };
}

/** Nothing is computed without a method that does it. */
function runnable(target: Target, verdict: Verdict): Verdict {
  if (methodOf(target.identity.model, 'create') !== undefined) return verdict;
  return { ...verdict, decision: 'blocked', reason: 'its class has no create() to compute it with' };
}

/** Undefined where no attempt has left anything to say. */
function unpublished(target: Target, { retryFailed }: DecideOptions, isRerun: boolean): Verdict | undefined {
  const state = unpublishedState(target);
  const { status } = state;
  const run = (reason: string): Verdict => runnable(target, { status, decision: 'run', reason, owner: undefined });
  switch (status) {
    case 'running':
    case 'queued':
      return waiting(state);
    case 'preempted':
      return run(`preempted: ${state.reason}`);
    case 'failed': {
      const failure = `attempt failed: ${whatFailed(state)}`;
      if (isRerun || (target.identity.model.options.retryFailed ?? retryFailed ?? settings().retryFailed)) {
        return run(failure);
      }
      const reason = `${failure}; failed artifacts are not tried again (retryFailed)`;
      return { status, decision: 'blocked', reason, owner: undefined };
    }
    default:
      // Looked at in this order, so that a result published meanwhile is no surprise: the request itself will find it.
      return state.reason.startsWith('invalidated: ') ? run(state.reason) : undefined;
  }
}

function whatFailed({ error, reason }: ArtifactState): string {
  if (error === undefined) return reason;
  const [line = ''] = error.message.split('\n');
  return `${error.name}: ${line}`;
}

/** Why an artifact cannot be computed that depends on one which cannot. */
export function blockedReason({ ref, status }: Pick<PlanNode, 'ref' | 'status'>): string {
  const name = `${ref.className} ${ref.hash.slice(0, 7)}`;
  if (status === 'damaged') return `${name} is damaged`;
  return status === 'failed' ? `${name} failed and is not tried again` : `${name} cannot be computed`;
}
