import { CorruptArtifactError } from '../errors/index.js';
import { emit } from '../events/index.js';
import { settings } from '../settings/index.js';
import { acquire, Observer, readSuccess, type Standing, setAside, writeStateFile } from '../store/index.js';
import { depth, refuseCycle } from './active.js';
import { redact, rememberSecrets } from './secrets.js';
import { type Target, targetOf } from './target.js';
import { Waiter } from './wait.js';

/**
 * Sets the result of an artifact aside, or clears its recorded failure, so that the next request computes it anew. The files
 * stay on disk until garbage is collected. Waits for a running owner first. Returns whether there was anything to invalidate.
 * Also the way out when `SUCCESS.json` is damaged. A result under an earlier namespace of the class is not touched.
 */
export async function invalidate(
  artifact: object,
  reason: string,
  options: { readonly signal?: AbortSignal } = {},
): Promise<boolean> {
  const target = targetOf(artifact);
  refuseCycle(target);
  rememberSecrets(target);
  const why = redact(reason);
  const observer = new Observer(target.layout, settings().leaseSecs * 1000);
  const waiter = new Waiter(target, options.signal, undefined);
  try {
    for (;;) {
      const finished = publishedEpoch(target);
      const standing = observer.look(finished.epoch);
      if (standing.kind === 'owned') {
        await waiter.wait(standing);
        continue;
      }
      if (!finished.isPresent && !isFailure(standing)) return false;
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

/** Whether the last owner failed, was preempted, or died without a word. */
function isFailure({ epoch, last }: Extract<Standing, { kind: 'free' }>): boolean {
  const outcome = last?.released?.outcome;
  return epoch > 0 && outcome !== 'invalidated' && outcome !== 'yielded';
}

/** The epochs that a published result, sound or damaged, has finished. */
function publishedEpoch(target: Target): { readonly isPresent: boolean; readonly epoch: number | 'unknown' } {
  try {
    const success = readSuccess(target.layout);
    return success === undefined ? { isPresent: false, epoch: 0 } : { isPresent: true, epoch: success.epoch + 1 };
  } catch (error) {
    if (CorruptArtifactError.is(error)) return { isPresent: true, epoch: 'unknown' };
    throw error;
  }
}
