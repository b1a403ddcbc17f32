import { renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Claim } from './claim.js';
import { appendEvent } from './event-log.js';
import { syncDirectory } from './files.js';
import { epochName } from './layout.js';
import { unlinkPublished } from './links.js';
import { isMissing, storageError } from './storage-error.js';

/**
 * Takes the published result back while holding a claim: `SUCCESS.json` is renamed, the published files stay until garbage is
 * collected. Nothing to do when there is no result.
 */
export function setAside(claim: Claim, reason: string, { fsync }: { readonly fsync: boolean }): void {
  const { layout, epoch } = claim;
  try {
    renameSync(layout.success, join(layout.control, `SUCCESS.invalidated-${epochName(epoch)}.json`));
    if (fsync) syncDirectory(layout.control);
    unlinkPublished(layout);
  } catch (error) {
    if (!isMissing(error)) throw storageError(error, 'setting aside the result', layout.success, layout.name);
  }
  appendEvent(layout, 'invalidated', epoch, { reason });
}
