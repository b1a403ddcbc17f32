import { CorruptArtifactError } from '../errors/index.js';
import { emit } from '../events/index.js';
import { settings } from '../settings/index.js';
import { acquire, layoutAt, Observer, readSuccess, type Standing, setAside, writeStateFile } from '../store/index.js';
import { depth, refuseCycle } from './active.js';
import { dependentsOf, type StoredDependent } from './dependents.js';
import { redact, rememberSecrets } from './secrets.js';
import { type Place, shortName, type Target, targetOf } from './target.js';
import { Waiter } from './wait.js';

export interface InvalidateOptions {
  /** Cancels waiting for a running owner. */
  readonly signal?: AbortSignal;
  /**
   * Also invalidates every stored result that depends on this one, directly or not (`dependentsOf`), whether or not its class is
   * loaded. They are named in a `warning` event before anything changes.
   */
  readonly cascade?: boolean;
  /** With `cascade`: shown these results first; nothing is invalidated unless it answers true. */
  readonly confirm?: (dependents: readonly StoredDependent[]) => boolean | Promise<boolean>;
}

/**
 * Sets the result of an artifact aside, or clears its recorded failure, so that the next request computes it anew. The files
 * stay on disk until garbage is collected. Waits for a running owner first. Also the way out when `SUCCESS.json` is damaged.
 *
 * It is about what was there when it was called, and about what was being computed then. What somebody has begun to compute
 * since, after another invalidation, is fresh and stays. Resolves to whether this call invalidated anything. A result under an
 * earlier namespace of the class is not touched.
 */
export async function invalidate(artifact: object, reason: string, options: InvalidateOptions = {}): Promise<boolean> {
  const target = targetOf(artifact);
  rememberSecrets(target);
  if (options.cascade !== true) return invalidatePlace(target, reason, options.signal);
  const dependents = dependentsOf(artifact);
  if (options.confirm !== undefined && !(await options.confirm(dependents))) return false;
  warnOfCascade(target, dependents);
  // It comes first: a dependent that is computed anew meanwhile must not find the old one.
  let isAny = await invalidatePlace(target, reason, options.signal);
  for (const ref of dependents) {
    const place = { ref, layout: layoutAt(ref.dir, `${ref.namespace}/${ref.hash}`) };
    const why = `depends on ${shortName(target)}, which was invalidated: ${reason}`;
    isAny = (await invalidatePlace(place, why, options.signal)) || isAny;
  }
  return isAny;
}

/** How many dependents a warning names. */
const namedDependents = 10;

function warnOfCascade(target: Target, dependents: readonly StoredDependent[]): void {
  if (dependents.length === 0) return;
  const names = dependents.slice(0, namedDependents).map((ref) => shortName({ ref }));
  const more = dependents.length - names.length;
  const message = `invalidating ${shortName(target)} and the ${dependents.length === 1 ? 'result that depends' : `${dependents.length} results that depend`} on it: ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  emit({ type: 'warning', reason: 'cascade', artifact: target.ref, message });
}

/** Needs no class, only where the artifact is. */
async function invalidatePlace(target: Place, reason: string, signal: AbortSignal | undefined): Promise<boolean> {
  refuseCycle(target);
  const why = redact(reason);
  const observer = new Observer(target.layout, settings().leaseSecs * 1000);
  const waiter = new Waiter(target, signal, undefined);
  /** The highest epoch when this call began. */
  let present: number | undefined;
  try {
    for (;;) {
      const finished = publishedEpoch(target);
      const standing = observer.look(finished.epoch);
      present ??= standing.epoch;
      if (standing.kind === 'owned') {
        await waiter.wait(standing);
        continue;
      }
      const epoch = epochToInvalidate(finished, standing);
      if (epoch === undefined || epoch > present) return false;
      const claim = acquire(target.layout, standing.epoch + 1, settings(), () => undefined);
      if (claim === undefined) continue;
      try {
        setAside(claim, why, settings());
      } finally {
        claim.release({ outcome: 'invalidated', reason: why });
      }
      writeStateFile(target.layout, { status: 'missing', reason: `invalidated: ${why}`, epoch: claim.epoch });
      emit({ type: 'invalidated', reason: why, artifact: target.ref, depth: depth() });
      return true;
    }
  } finally {
    waiter.close();
  }
}

/** The epochs that a published result, sound or damaged, has finished. */
interface Finished {
  readonly isPresent: boolean;
  readonly epoch: number | 'unknown';
}

/** The epoch that made what there is to invalidate, 0 where that cannot be told; undefined when there is nothing. */
function epochToInvalidate(finished: Finished, standing: Extract<Standing, { kind: 'free' }>): number | undefined {
  if (!finished.isPresent) return isFailure(standing) ? (standing.last?.epoch ?? standing.epoch) : undefined;
  return finished.epoch === 'unknown' ? 0 : finished.epoch - 1;
}

/** Whether the last owner failed, was preempted, or died without a word. */
function isFailure({ epoch, last }: Extract<Standing, { kind: 'free' }>): boolean {
  const outcome = last?.released?.outcome;
  return epoch > 0 && outcome !== 'invalidated' && outcome !== 'yielded';
}

function publishedEpoch(target: Place): Finished {
  try {
    const success = readSuccess(target.layout);
    return success === undefined ? { isPresent: false, epoch: 0 } : { isPresent: true, epoch: success.epoch + 1 };
  } catch (error) {
    if (CorruptArtifactError.is(error)) return { isPresent: true, epoch: 'unknown' };
    throw error;
  }
}
