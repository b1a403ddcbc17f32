import { findRepository } from './find-repository.js';
import { openRepository, readCommit, readDiff, readRoot, readStatus } from './git-commands.js';
import type { GitSnapshot } from './git-snapshot.js';
import { readSubmodules } from './read-submodules.js';
import { readUntracked } from './read-untracked.js';
import { redactLine, redactRemote } from './redact.js';

const untrackedLimit = 1_000;
const errorLimit = 500;

/** What a diff is against before the first commit, by the length of object names: git knows the empty tree without storing it. */
const emptyTrees: ReadonlyMap<number | undefined, string> = new Map([
  [40, '4b825dc642cb6eb9a060e54bf8d69288fbee4904'],
  [64, '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321'],
]);

export interface ReadOptions {
  readonly includeDiff: boolean;
  /** Whether to read what untracked files hold. */
  readonly includeUntracked: boolean;
  /** For each run of git. */
  readonly timeoutMs: number;
}

function readable(problem: string): string {
  return redactLine(problem.replace(/\p{Cc}+/gu, ' ')).slice(0, errorLimit);
}

/** Reads the repository that `directory` lies in, anew at each call; undefined if there is none. Never throws. */
export async function readRepository(directory: string, options: ReadOptions): Promise<GitSnapshot | undefined> {
  const found = findRepository(directory);
  if (found === undefined) return undefined;
  const repository = await openRepository(found, options.timeoutMs);
  if ('problem' in repository) return { root: found, error: readable(repository.problem) };
  const [status, root] = await Promise.all([
    readStatus(repository, options.includeUntracked ? 'all' : 'normal'),
    readRoot(repository),
  ]);
  const remote = repository.remote === undefined ? undefined : redactRemote(repository.remote);
  if ('problem' in status) {
    return { root, commit: await readCommit(repository), remote, error: readable(status.problem) };
  }

  const { commit, branch, changed, untracked } = status;
  const base = commit ?? emptyTrees.get(status.hashLength);
  const wanted = options.includeDiff && changed > 0 && base !== undefined;
  const names = untracked.slice(0, untrackedLimit);
  const [diff, submodules, contents] = await Promise.all([
    wanted ? readDiff(repository, base) : undefined,
    readSubmodules(repository, root),
    options.includeUntracked ? readUntracked(root, names, options.timeoutMs) : undefined,
  ]);
  const text = diff !== undefined && 'text' in diff ? diff : undefined;
  return {
    root,
    commit,
    branch,
    dirty: changed > 0 || submodules?.some((submodule) => submodule.dirty === true) === true,
    remote,
    untracked: { names, total: untracked.length, contents },
    submodules,
    diff: text,
    error: diff !== undefined && 'problem' in diff ? readable(diff.problem) : undefined,
  };
}
