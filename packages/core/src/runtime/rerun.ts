import { shared } from '../process/shared-state.js';
import { settings } from '../settings/index.js';
import type { Target } from './target.js';

/** Directories that were computed anew, or begun to be, in this process. */
const done = shared('rerun', () => new Set<string>());

/** Directories to be computed anew because the process that submitted their job says so. */
const ordered = shared('rerun-ordered', () => new Set<string>());

/** Has an artifact computed anew at the next request, once. */
export function orderRerun(target: Target): void {
  ordered.add(target.layout.dir);
}

/** Whether `HULDRA_ALWAYS_RERUN` names this artifact's class and it was not computed in this process yet. */
export function isToBeRerun(target: Target): boolean {
  if (ordered.size > 0 && ordered.has(target.layout.dir)) return true;
  const { alwaysRerun } = settings();
  if (alwaysRerun.length === 0 || done.has(target.layout.dir)) return false;
  const { className, namespace } = target.ref;
  return alwaysRerun.some((name) => name === 'ALL' || name === className || name === namespace);
}

export function markRerun(target: Target): void {
  done.add(target.layout.dir);
  ordered.delete(target.layout.dir);
}
