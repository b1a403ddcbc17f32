import { join } from 'node:path';
import type { Claim } from './claim.js';
import { writeNew } from './files.js';
import { attemptFiles } from './layout.js';
import { storageError } from './storage-error.js';
import { discardStaged, publishStaged, type Success, stageSuccess } from './success.js';
import { sealTree } from './tree.js';

/** What came of trying to publish. */
export type Publication =
  | { readonly kind: 'published'; readonly success: Success }
  /** Another process took over, or published before: this attempt's files are of no use. */
  | { readonly kind: 'lost' };

export interface Staged {
  readonly namespace: string;
  readonly hash: string;
  readonly attempt: string;
  readonly result: Success['result'];
}

/**
 * Makes a staged attempt the artifact's result, or loses to whoever was first. In this order: everything is on disk before
 * the seal; the seal shows that nobody took over; the exclusive link is what makes the result. Neither of the last two is
 * enough alone: without the link two sealed epochs could publish, without the seal a zombie could publish what had been
 * invalidated meanwhile. A zombie that stopped between the two finds that its staged proof was revoked by the next owner.
 */
export function publish(claim: Claim, staged: Staged, options: { readonly fsync: boolean }): Publication {
  const { layout, epoch } = claim;
  try {
    const sync = options.fsync;
    const { entries, ...manifest } = sealTree(join(layout.attempts, staged.attempt), { sync });
    const listing = entries.map(({ path, size }) => JSON.stringify({ path, size })).join('\n');
    // Its digest is in SUCCESS.json and can be computed again from the files: the listing only helps to say which one differs.
    writeNew(attemptFiles(layout, staged.attempt).manifest, `${listing}\n`, { sync: false });
    const success: Success = {
      schemaVersion: 1,
      namespace: staged.namespace,
      hash: staged.hash,
      epoch,
      attempt: staged.attempt,
      publishedAt: new Date().toISOString(),
      manifest,
      ...(staged.result === undefined ? {} : { result: staged.result }),
    };
    if (claim.lost !== false) return { kind: 'lost' };
    stageSuccess(layout, success, sync);
    try {
      const isPublished = claim.seal() && publishStaged(layout, success, sync);
      return isPublished ? { kind: 'published', success } : { kind: 'lost' };
    } finally {
      discardStaged(layout, epoch);
    }
  } catch (error) {
    throw storageError(error, 'publishing', layout.dir, layout.name);
  }
}
