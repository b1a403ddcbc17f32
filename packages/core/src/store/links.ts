import { lstatSync, readdirSync, readlinkSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { ArtifactLayout } from './layout.js';
import { discard } from './leftover.js';
import { newToken } from './owner.js';
import { readSuccess } from './success.js';

const attemptsPrefix = '.huldra/attempts/';

/** Publications and invalidations may follow one another while links are made; more often than this they do not. */
const maxRounds = 5;

/**
 * Shows the published attempt's files in the artifact directory as relative links, so that people find them where they look.
 * Not needed by anything; whatever else lies there is left alone.
 */
export function linkPublished(layout: ArtifactLayout, attempt: string): void {
  showUntilRight(layout, attempt);
}

/** Takes the links away when there is no published result any more. */
export function unlinkPublished(layout: ArtifactLayout): void {
  showUntilRight(layout, undefined);
}

/** Whoever is late with its links, after others have published or invalidated, puts right what it has done. */
function showUntilRight(layout: ArtifactLayout, attempt: string | undefined): void {
  let shown = attempt;
  for (let round = 0; round < maxRounds; round += 1) {
    show(layout, shown);
    const published = readSuccess(layout)?.attempt;
    if (published === shown) return;
    shown = published;
  }
}

function show(layout: ArtifactLayout, attempt: string | undefined): void {
  const names = attempt === undefined ? [] : readdirSync(join(layout.attempts, attempt));
  const ours = new Set(ourLinks(layout));
  for (const name of names.filter((entry) => entry !== '.huldra')) {
    const path = join(layout.dir, name);
    const isOther = !ours.delete(name) && lstatSync(path, { throwIfNoEntry: false }) !== undefined;
    if (!isOther) link(layout, `${attemptsPrefix}${attempt}/${name}`, path);
  }
  for (const stale of ours) discard(join(layout.dir, stale));
}

/** Links in the artifact directory that huldra made: names that point into an attempt. */
function ourLinks(layout: ArtifactLayout): string[] {
  return readdirSync(layout.dir).filter((name) => leadsIntoAnAttempt(join(layout.dir, name)));
}

function leadsIntoAnAttempt(path: string): boolean {
  try {
    return readlinkSync(path).startsWith(attemptsPrefix);
  } catch {
    return false; // No link, or taken away meanwhile: not one of ours in any case.
  }
}

/** Makes a symbolic link, or replaces one in one step. */
function link(layout: ArtifactLayout, target: string, path: string): void {
  const temporary = join(layout.control, `.tmp-link-${newToken()}`);
  symlinkSync(target, temporary);
  try {
    renameSync(temporary, path);
  } catch (error) {
    discard(temporary);
    throw error;
  }
}
