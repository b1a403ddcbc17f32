import { randomUUID } from 'node:crypto';
import { constants, cpSync, existsSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { type ArtifactLayout, attemptId, isAttemptId } from '../store/index.js';
import { epochName, ownerPath } from '../store/layout.js';
import { readOwner } from '../store/owner.js';

/**
 * The latest attempt whose files a new one may start from, when the owner of `epoch` was preempted. An owner may have died before
 * it had its files: then those that it would have started from. Never files of a failed, published or invalidated attempt.
 */
export function findPartial(layout: ArtifactLayout, epoch: number): string | undefined {
  const attempts = existsSync(layout.attempts) ? readdirSync(layout.attempts).filter(isAttemptId) : [];
  for (let at = epoch; at > 0; at -= 1) {
    const outcome = readOwner(ownerPath(layout, at))?.released?.outcome;
    if (outcome === 'failed' || outcome === 'invalidated') return undefined;
    const prefix = attemptId(at, '');
    const attempt = attempts.find((name) => name.startsWith(prefix));
    if (attempt !== undefined) return attempt;
    // It set a result aside that was not valid; what is older belongs to that.
    if (existsSync(join(layout.control, `SUCCESS.invalidated-${epochName(at)}.json`))) return undefined;
  }
  return undefined;
}

/**
 * Gives the new attempt `dir` the files of an earlier one, all or none: whoever dies while copying leaves no directory that the
 * next attempt would start from. Copies rather than moves: the owner that was given up for dead may wake up and write on.
 * `omit` is a name at the top that is left out.
 */
export function copyPartial(layout: ArtifactLayout, earlier: string, dir: string, omit: string | undefined): void {
  const source = join(layout.attempts, earlier);
  const omitted = omit === undefined ? undefined : join(source, omit);
  const copy = join(layout.attempts, `.tmp-${process.pid}-${randomUUID()}`);
  cpSync(source, copy, {
    recursive: true,
    verbatimSymlinks: true,
    mode: constants.COPYFILE_FICLONE,
    filter: (path) => path !== omitted,
  });
  renameSync(copy, dir);
}
