/** What `git status --porcelain=v2 --branch -z` says. */
export interface GitStatus {
  /** The commit checked out; undefined before the first one. */
  readonly commit: string | undefined;
  /** The branch checked out; undefined when HEAD is detached. */
  readonly branch: string | undefined;
  /** How many tracked files differ from the commit. */
  readonly changed: number;
  /** Untracked files, and untracked directories as `name/`, relative to the root. */
  readonly untracked: readonly string[];
  /** Hex digits of an object name, if one was seen: 40 with SHA-1, 64 with SHA-256. */
  readonly hashLength: number | undefined;
}

/** The first object name of a record for a changed file: `1 XY sub mH mI mW hH …`, `u XY sub m1 m2 m3 mW h1 …`. */
function objectName(record: string): string | undefined {
  return record.split(' ')[record.startsWith('u') ? 7 : 6];
}

/**
 * Reads the records, which a null character ends each: a last one without it was cut off by a limit and is left out.
 * Unknown kinds are passed over, as git's manual asks for.
 */
export function parseGitStatus(output: string): GitStatus {
  const headers = new Map<string, string>();
  const untracked: string[] = [];
  let changed = 0;
  let hash: string | undefined;
  const records = output.split('\0').slice(0, -1);
  for (let index = 0; index < records.length; index += 1) {
    const record = records[index] ?? '';
    const kind = record.slice(0, 2);
    if (kind === '? ') untracked.push(record.slice(2));
    else if (kind === '# ') {
      const [name = '', ...value] = record.slice(2).split(' ');
      headers.set(name, value.join(' '));
    } else if (kind === '1 ' || kind === '2 ' || kind === 'u ') {
      changed += 1;
      hash ??= objectName(record);
      // A renamed file's former name follows as a record of its own, and may look like any other.
      if (kind === '2 ') index += 1;
    }
  }
  const oid = headers.get('branch.oid');
  const head = headers.get('branch.head');
  const commit = oid === '(initial)' ? undefined : oid;
  return {
    commit,
    branch: head === '(detached)' ? undefined : head,
    changed,
    untracked,
    hashLength: (commit ?? hash)?.length,
  };
}
