import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { CorruptArtifactError, LostClaimError } from '../errors/index.js';
import type { Claim } from './claim.js';
import { appendEvent } from './event-log.js';
import { linkExclusive, syncDirectory } from './files.js';
import { type ArtifactLayout, epochName } from './layout.js';
import { discard } from './leftover.js';
import { unlinkPublished } from './links.js';
import { summary } from './owner.js';
import { isMissing, storageError } from './storage-error.js';
import { readSuccess } from './success.js';

/**
 * Takes the published result back while holding a claim: `SUCCESS.json` is renamed, the published files stay until garbage is
 * collected. Nothing to do when there is no result. Throws `LostClaimError` when the claim was lost meanwhile: then the result
 * is left to the new owner. Throws `StorageError` when the result could not be set aside, or no note be made of it.
 */
export function setAside(claim: Claim, reason: string, { fsync }: { readonly fsync: boolean }): void {
  const { layout, epoch } = claim;
  try {
    if (claim.lost !== false) throw lostBeforehand(layout);
    if (moveAside(layout, epoch) && fsync) syncDirectory(layout.control);
    appendEvent(layout, 'invalidated', epoch, { reason, by: summary(claim.owner) });
    unlinkPublished(layout);
  } catch (error) {
    throw storageError(error, 'setting aside the result', layout.success, layout.name);
  }
}

/** False when there is nothing to move. */
function moveAside(layout: ArtifactLayout, epoch: number): boolean {
  const aside = join(layout.control, `SUCCESS.invalidated-${epochName(epoch)}.json`);
  try {
    renameSync(layout.success, aside);
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
  if (publishingEpoch(layout, aside) < epoch) return true;
  // Whoever stopped for a whole lease just before the rename has moved the result of its successor: back with it.
  linkExclusive(aside, layout.success);
  discard(aside);
  throw lostBeforehand(layout);
}

/** The epoch that published what was moved; 0 when it proves no result of this artifact, and nobody misses it. */
function publishingEpoch(layout: ArtifactLayout, aside: string): number {
  try {
    return readSuccess({ ...layout, success: aside })?.epoch ?? 0;
  } catch (error) {
    if (CorruptArtifactError.is(error)) return 0;
    throw error;
  }
}

function lostBeforehand(layout: ArtifactLayout): LostClaimError {
  return new LostClaimError(
    `${layout.name} could not be set aside: this process showed no sign of life for a lease (HULDRA_LEASE_SECS), and lost its claim. Nothing was changed; ask again. It lies in ${layout.dir}.`,
    { artifact: layout.name, path: layout.dir },
  );
}
