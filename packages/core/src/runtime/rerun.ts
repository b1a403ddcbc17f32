import { shared } from '../process/shared-state.js';
import { settings } from '../settings/index.js';
import type { Target } from './target.js';

/** Directories that were computed anew, or begun to be, in this process. */
const done = shared('rerun', () => new Set<string>());

/** Whether `HULDRA_ALWAYS_RERUN` names this artifact's class and it was not computed in this process yet. */
export function isToBeRerun(target: Target): boolean {
  const { alwaysRerun } = settings();
  if (alwaysRerun.length === 0 || done.has(target.layout.dir)) return false;
  const { className, namespace } = target.ref;
  return alwaysRerun.some((name) => name === 'ALL' || name === className || name === namespace);
}

export function markRerun(target: Target): void {
  done.add(target.layout.dir);
}
