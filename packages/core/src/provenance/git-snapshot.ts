/** Changes of tracked files that no commit holds, as text for people to read. */
export interface GitDiff {
  /** What `git diff` printed, in whole lines, with what looks like a secret replaced by `<redacted>`. */
  readonly text: string;
  /** Whether something is missing, because the diff is larger than 1 MB. */
  readonly truncated: boolean;
  /** Size of git's whole diff in bytes; absent when it was cut off, for then nobody has seen its end. */
  readonly totalBytes?: number | undefined;
  /** How many lines lost something to redaction. */
  readonly redactedLines: number;
}

/** Files that git does not know and does not ignore. */
export interface GitUntracked {
  /** Relative to the root; a directory of which nothing is tracked stands as `name/`, unless contents were asked for. At most 1,000. */
  readonly names: readonly string[];
  /** How many names there are, also those left out. */
  readonly total: number;
  /** What the named files hold, as a diff that adds them. Only when asked for. */
  readonly contents?: GitDiff | undefined;
}

/** A submodule named by `.gitmodules`. */
export interface GitSubmodule {
  /** Relative to the root. */
  readonly path: string;
  /** The commit that is checked out; absent when the submodule is not, or was not looked into. */
  readonly commit?: string | undefined;
  /** Whether its tracked files differ from that commit. */
  readonly dirty?: boolean | undefined;
}

/** The state of a repository. What could not be found out is absent, and then `error` says why. */
export interface GitSnapshot {
  /** Absolute path of the working tree. */
  readonly root?: string | undefined;
  /** Absent before the first commit. */
  readonly commit?: string | undefined;
  /** Absent when HEAD is detached. */
  readonly branch?: string | undefined;
  /** Whether tracked files, here or in a submodule, differ from the commit. Untracked files do not count. */
  readonly dirty?: boolean | undefined;
  /** Address of `origin` (else of another remote), without user, password and query. */
  readonly remote?: string | undefined;
  readonly untracked?: GitUntracked | undefined;
  /** Absent when the repository has none. At most 1,000, of which the first 50 are looked into. */
  readonly submodules?: readonly GitSubmodule[] | undefined;
  /** Only of a dirty repository, and only when asked for. */
  readonly diff?: GitDiff | undefined;
  readonly error?: string | undefined;
}
