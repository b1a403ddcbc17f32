import type { OwnerSummary, PreviousOwner } from '../events/index.js';
import { settings } from '../settings/index.js';
import type { Status } from '../state/index.js';
import { Observer, type OwnerRecord, openJobs, readStateFile, type StoredError, summary } from '../store/index.js';
import { findPublished } from './published.js';
import { type Target, targetOf } from './target.js';

/** How an artifact stands. */
export interface ArtifactState {
  readonly status: Status;
  /** Why, in a word or a sentence. */
  readonly reason: string;
  /** The attempt that the status is about. */
  readonly attempt: string | undefined;
  readonly owner: OwnerSummary | undefined;
  /** Whose claim the attempt took over, if its owner had died. */
  readonly takenOverFrom: PreviousOwner | undefined;
  readonly publishedAt: string | undefined;
  readonly error: StoredError | undefined;
  readonly logTail: readonly string[];
}

function state(status: Status, reason: string, details: Partial<ArtifactState> = {}): ArtifactState {
  return {
    status,
    reason,
    attempt: undefined,
    owner: undefined,
    takenOverFrom: undefined,
    publishedAt: undefined,
    error: undefined,
    logTail: [],
    ...details,
  };
}

/**
 * How an artifact stands now, read from what proves it: the published result, then the claims; `state.json` only adds details.
 * Changes nothing on disk. An owner on another host counts as alive here, since one look cannot tell whether its heart beats.
 * Throws `CorruptArtifactError` when `SUCCESS.json` is damaged.
 */
export function stateOf(artifact: object): ArtifactState {
  const target = targetOf(artifact);
  const published = findPublished(target);
  if (published !== undefined) {
    const { attempt, publishedAt } = published.success;
    return state('success', 'published', { attempt, publishedAt });
  }
  return unpublishedState(target);
}

/** How an artifact stands whose result is not to be used, or is none; epochs up to `finished` are known to be over. */
export function unpublishedState(target: Target, finished = 0): ArtifactState {
  const standing = new Observer(target.layout, settings().leaseSecs * 1000).look(finished);
  const recorded = readStateFile(target.layout);
  const { attempt, takenOverFrom } = recorded?.epoch === standing.epoch ? recorded : {};
  if (standing.kind === 'owned') {
    const owner = standing.owner === undefined ? undefined : summary(standing.owner);
    return state('running', 'a process owns it', { attempt, owner, takenOverFrom });
  }
  const [job] = openJobs(target.layout);
  if (job !== undefined) return state('queued', `job ${job.reference} of ${job.executor}`);
  if (standing.epoch === 0) return state('missing', 'never computed');
  return afterwards(standing.last, { attempt, takenOverFrom });
}

/** What the last owner left. */
function afterwards(
  last: OwnerRecord | undefined,
  recorded: Partial<Pick<ArtifactState, 'attempt' | 'takenOverFrom'>>,
): ArtifactState {
  const owner = last === undefined ? undefined : summary(last);
  const release = last?.released;
  if (release === undefined) return state('preempted', 'its owner died', { ...recorded, owner });
  const { outcome, reason, error, logTail = [] } = release;
  if (outcome === 'invalidated') return state('missing', `invalidated: ${reason}`);
  if (outcome === 'yielded') return state('missing', 'not computed');
  return state(outcome, reason, { ...recorded, owner, error, logTail });
}
