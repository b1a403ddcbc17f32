import { resolve } from 'node:path';
import { shared } from '../process/shared-state.js';
import type { GitSnapshot } from './git-snapshot.js';
import { readRepository } from './read-repository.js';

/** For each run of git, of which a snapshot takes three; one that hangs is, at most, followed by one more. */
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
  options: { readonly includeDiff: boolean; readonly includeUntracked?: boolean },
): Promise<GitSnapshot | undefined> {
  const known = snapshots();
  const path = absolute(directory);
  const { includeDiff, includeUntracked = false } = options;
  const key = `${includeDiff ? 'diff' : 'plain'} ${includeUntracked ? 'contents' : 'names'} ${path}`;
  const existing = known.get(key);
  if (existing !== undefined) return existing;
  // Every outcome foreseen is a value already; what nobody foresaw shall not cost a finished computation either.
  const snapshot = readRepository(path, { includeDiff, includeUntracked, timeoutMs }).catch((error: unknown) => ({
    error: String(error),
  }));
  known.set(key, snapshot);
  return snapshot;
}
