import { type HuldraError, messageOf } from '../../errors/index.js';
import { type ArtifactRef, emit } from '../../events/index.js';
import { storeError } from '../../runtime/index.js';
import { settings } from '../../settings/index.js';
import {
  appendEvent,
  layoutAt,
  Observer,
  readSuccess,
  releaseForDead,
  summary,
  writeStateFile,
} from '../../store/index.js';

/** What is to be written down about the attempts of a worker that died. */
export interface Death {
  readonly pid: number;
  readonly error: HuldraError;
  /** `cancelled`: on purpose, so that the artifact is preempted; otherwise the error says whether it failed. */
  readonly isCancelled: boolean;
  readonly logTail: readonly string[];
}

/**
 * Records in the name of a dead worker what became of its attempt at an artifact, so that nobody has to wait or to guess. Returns
 * whether the artifact is published, which it may be by now. Never throws: the claim of a dead process is over anyway.
 */
export function recordDeath(ref: ArtifactRef, death: Death): boolean {
  const layout = layoutAt(ref.dir, `${ref.namespace}/${ref.hash}`);
  try {
    if (readSuccess(layout) !== undefined) return true;
    const standing = new Observer(layout, settings().leaseSecs * 1000).look();
    const owner = standing.kind === 'free' ? standing.last : standing.owner;
    if (owner?.process.pid !== death.pid) return false;
    const { outcome, reason } = verdictOn(death);
    const error = storeError(death.error);
    const { logTail } = death;
    const attempt = releaseForDead(layout, owner, { outcome, reason, error, logTail });
    if (attempt === undefined) return false;
    const about = { epoch: owner.epoch, attempt, reason };
    writeStateFile(layout, {
      ...about,
      status: outcome,
      owner: summary(owner),
      startedAt: owner.claimedAt,
      error,
      logTail,
    });
    appendEvent(layout, outcome, owner.epoch, { reason, attempt, error });
    announce(ref, attempt, death, Date.now() - Date.parse(owner.claimedAt));
  } catch (error) {
    const message = `the death of the worker that computed ${ref.className} ${ref.hash.slice(0, 7)} could not be recorded in ${layout.control}: ${messageOf(error)}. Its claim is over anyway.`;
    emit({ type: 'warning', reason: 'bookkeeping', artifact: ref, message });
  }
  return false;
}

function verdictOn({ error, isCancelled }: Death): { outcome: 'failed' | 'preempted'; reason: string } {
  if (isCancelled) return { outcome: 'preempted', reason: 'cancelled' };
  if (error.retryable) return { outcome: 'preempted', reason: 'worker died' };
  return { outcome: 'failed', reason: 'worker died' };
}

function announce(artifact: ArtifactRef, attempt: string, { error, isCancelled }: Death, durationMs: number): void {
  const reason = isCancelled ? 'cancelled' : 'error';
  emit({ type: 'failed', reason, artifact, depth: 0, attempt, durationMs, error });
}
