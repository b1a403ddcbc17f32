import { verdict } from '../process/process-identity.js';
import { replaceFile } from './files.js';
import { type ArtifactLayout, attemptId, ownerPath } from './layout.js';
import { encodeOwner, type OwnerRecord, type Release, readOwner } from './owner.js';
import { storageError } from './storage-error.js';

/**
 * Writes down what became of a claim whose owner died and could not do it itself; only its parent, which saw how it died, knows
 * more than that. Returns the attempt's id, or undefined when the owner lives or has given its claim back. Others may already
 * have taken the next epoch: what is written about a dead owner's is history then. Throws `StorageError`.
 */
export function releaseForDead(
  layout: ArtifactLayout,
  owner: OwnerRecord,
  release: Omit<Release, 'at'>,
): string | undefined {
  const path = ownerPath(layout, owner.epoch);
  const present = readOwner(path);
  if (present === undefined || present.token !== owner.token || present.released !== undefined) return undefined;
  if (verdict(present.process) !== 'dead') return undefined;
  try {
    const released: Release = { ...release, at: new Date().toISOString() };
    replaceFile(path, encodeOwner({ ...present, released }), { sync: false });
  } catch (error) {
    throw storageError(error, 'recording the death of an owner', path, layout.name);
  }
  return attemptId(owner.epoch, owner.token);
}
