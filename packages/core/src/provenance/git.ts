import { resolve } from 'node:path';
import { shared } from '../process/shared-state.js';
import type { GitSnapshot } from './git-snapshot.js';
import { readRepository } from './read-repository.js';

/** For each of the three runs of git that a snapshot takes; a repository that hangs costs one of them. */
const timeoutMs = 5_000;

const snapshots = (): Map<string, Promise<GitSnapshot | undefined>> => shared('git', () => new Map());

function absolute(directory: string): string {
  try {
    return resolve(directory);
  } catch {
    // A relative path, and the process's own directory has been deleted.
    return directory;
  }
}

/**
 * The state of the repository that `directory` lies in, or undefined if it lies in none. Looked up once per process and
 * directory: what runs is the code that was loaded at the start, whatever is edited later. Nothing that the repository
 * configures is run (external diffs, text conversions, filters, monitors, hooks), nothing is fetched, nothing written to it.
 *
 * Never throws or rejects: where git is missing, hangs or fails, the snapshot has an `error` and what was found until then.
 */
export function gitSnapshot(
  directory: string,
  { includeDiff }: { readonly includeDiff: boolean },
): Promise<GitSnapshot | undefined> {
  const known = snapshots();
  const path = absolute(directory);
  const key = `${includeDiff ? 'diff' : 'plain'} ${path}`;
  const snapshot = known.get(key) ?? readRepository(path, { includeDiff, timeoutMs });
  known.set(key, snapshot);
  return snapshot;
}
