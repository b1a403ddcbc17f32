import { lstatSync, readdirSync, readlinkSync, renameSync, symlinkSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { ArtifactLayout } from './layout.js';
import { newToken } from './owner.js';

const attemptsPrefix = '.huldra/attempts/';

/** Links in the artifact directory that huldra made: names that point into an attempt. */
function ourLinks(layout: ArtifactLayout): string[] {
  return readdirSync(layout.dir).filter((name) => {
    const path = join(layout.dir, name);
    return lstatSync(path).isSymbolicLink() && readlinkSync(path).startsWith(attemptsPrefix);
  });
}

/**
 * Shows the published attempt's files in the artifact directory as relative links, so that people find them where they look.
 * Not needed by anything; whatever else lies there is left alone.
 */
export function linkPublished(layout: ArtifactLayout, attempt: string): void {
  const names = readdirSync(join(layout.attempts, attempt)).filter((name) => name !== '.huldra');
  const ours = new Set(ourLinks(layout));
  for (const name of names) {
    const path = join(layout.dir, name);
    const isOther = !ours.delete(name) && lstatSync(path, { throwIfNoEntry: false }) !== undefined;
    if (isOther) continue;
    const temporary = join(layout.control, `.tmp-link-${newToken()}`);
    symlinkSync(`${attemptsPrefix}${attempt}/${name}`, temporary);
    renameSync(temporary, path);
  }
  for (const stale of ours) unlinkSync(join(layout.dir, stale));
}

/** Takes the links away when there is no published result any more. */
export function unlinkPublished(layout: ArtifactLayout): void {
  for (const name of ourLinks(layout)) unlinkSync(join(layout.dir, name));
}
