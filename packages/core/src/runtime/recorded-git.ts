import { messageOf } from '../errors/index.js';
import {
  describeDiff,
  type GitDiff,
  type GitSnapshot,
  type GitUntracked,
  gitSnapshot,
  type KeptDiff,
  keepDiff,
} from '../provenance/index.js';
import { settings } from '../settings/index.js';
import { redact, redactData, secretsSoFar } from './secrets.js';

/** What metadata record of the repository. The diffs lie in files of their own. */
export interface RecordedGit extends Omit<GitSnapshot, 'diff' | 'untracked'> {
  readonly untracked?: (Omit<GitUntracked, 'contents'> & { readonly contents?: KeptDiff | undefined }) | undefined;
  readonly diff?: KeptDiff | undefined;
}

/** The repository that the process works in, if any. Looked up once per process, and never rejected. */
export function gitOfWorkingDirectory(): Promise<GitSnapshot | undefined> {
  let directory: string;
  try {
    directory = process.cwd();
  } catch {
    return Promise.resolve(undefined); // It was deleted, and the repository with it.
  }
  const { ignoreDiff, untrackedContents } = settings();
  return gitSnapshot(directory, { includeDiff: !ignoreDiff, includeUntracked: untrackedContents && !ignoreDiff });
}

interface Prepared {
  /** The secrets that were known when it was made. */
  readonly secrets: object;
  readonly record: RecordedGit;
  readonly texts: readonly { readonly kept: KeptDiff; readonly text: string }[];
}

/** Redacting and hashing a megabyte takes longer than an attempt, and what it gives hardly ever changes. */
const prepared = new WeakMap<GitSnapshot, Prepared>();

/**
 * A snapshot as it is recorded below `root`: without secrets, and its diffs put where they are kept once. Never throws: where a
 * diff could not be kept, the record says so.
 */
export function recordGit(snapshot: GitSnapshot, root: string): RecordedGit {
  let found = prepared.get(snapshot);
  if (found?.secrets !== secretsSoFar()) {
    found = prepare(snapshot);
    prepared.set(snapshot, found);
  }
  const { fsync, directoryMode } = settings();
  try {
    for (const { kept, text } of found.texts) keepDiff(root, kept, text, { sync: fsync, mode: directoryMode });
    return found.record;
  } catch (error) {
    const { diff: _, untracked, ...rest } = found.record;
    const names = untracked === undefined ? {} : { untracked: { names: untracked.names, total: untracked.total } };
    return { ...rest, ...names, error: redact(`the diff could not be kept: ${messageOf(error)}`) };
  }
}

function prepare(snapshot: GitSnapshot): Prepared {
  const secrets = secretsSoFar();
  const { diff, untracked, ...rest } = redactData(snapshot);
  const texts: { readonly kept: KeptDiff; readonly text: string }[] = [];
  const keep = (whole: GitDiff | undefined): KeptDiff | undefined => {
    if (whole === undefined) return undefined;
    const kept = describeDiff(whole);
    texts.push({ kept, text: whole.text });
    return kept;
  };
  const record = {
    ...rest,
    ...(untracked === undefined ? {} : { untracked: { ...untracked, contents: keep(untracked.contents) } }),
    diff: keep(diff),
  };
  return { secrets, record, texts };
}
