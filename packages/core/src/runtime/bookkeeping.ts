import { messageOf } from '../errors/index.js';
import { emit } from '../events/index.js';
import { redact } from './secrets.js';
import { shortName, type Target } from './target.js';

/** Does what must not turn a success into a failure, nor hide an error that is being reported: when it fails, somebody is warned. */
export function afterwards(target: Target, work: () => void): void {
  try {
    work();
  } catch (error) {
    warnOfNote(target, `a note could not be written in ${target.layout.control}`, error);
  }
}

export function warnOfNote(target: Target, what: string, error: unknown): void {
  const message = redact(`${shortName(target)}: ${what}: ${messageOf(error)}. The result does not depend on it.`);
  emit({ type: 'warning', reason: 'bookkeeping', artifact: target.ref, message });
}
