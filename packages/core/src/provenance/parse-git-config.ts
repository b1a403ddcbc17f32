/** What a repository's configuration says that matters for reading it. */
export interface GitConfiguration {
  /** The address of `origin`, else of the first remote there is; not redacted yet. */
  readonly remote: string | undefined;
  /** Filter drivers that the repository itself defines or changes: programs of its choice. */
  readonly filters: readonly string[];
  /** Whether the files lie elsewhere than beside `.git` (a submodule, or `core.worktree` set by hand). */
  readonly worktreeElsewhere: boolean;
}

/** The settings that `parseGitConfiguration` wants, for `git config --null --show-scope --get-regexp`. */
export const wantedSettings = String.raw`^(filter\..*|remote\..*\.url|core\.worktree)$`;

/** Settings in these places were written by the person or the administrator, not by whoever made the repository. */
const ownScopes: ReadonlySet<string> = new Set(['system', 'global', 'command']);

/**
 * Reads `<scope> NUL <name> LF <value> NUL` records.
 *
 * @param scoped false for a git before 2.26, which prints no scopes: every filter then counts as the repository's
 */
export function parseGitConfiguration(output: string, scoped: boolean): GitConfiguration {
  const parts = output.split('\0').slice(0, -1);
  const filters = new Set<string>();
  const remotes = new Map<string, string>();
  let worktreeElsewhere = false;
  for (let index = 0; index < parts.length; index += scoped ? 2 : 1) {
    const scope = scoped ? (parts[index] ?? '') : 'unknown';
    const setting = parts[scoped ? index + 1 : index] ?? '';
    // A setting without a value (`required`) has no line feed.
    const end = setting.indexOf('\n');
    const name = end < 0 ? setting : setting.slice(0, end);
    const value = end < 0 ? '' : setting.slice(end + 1);
    if (name === 'core.worktree') worktreeElsewhere = true;
    else if (name.startsWith('filter.')) {
      if (!ownScopes.has(scope)) filters.add(name.slice('filter.'.length, name.lastIndexOf('.')));
    } else if (!remotes.has(name)) remotes.set(name, value);
  }
  const remote = remotes.get('remote.origin.url') ?? remotes.values().next().value;
  return { remote, filters: [...filters], worktreeElsewhere };
}

/** The `-c` settings that keep git from running the filters called `names`; undefined if one of them cannot be switched off. */
export function withoutFilters(names: readonly string[]): readonly string[] | undefined {
  // `-c` takes everything before the first `=` for the setting's name.
  if (names.some((name) => name.includes('='))) return undefined;
  return names.flatMap((name) => ['clean=', 'process=', 'required=false'].map((end) => `filter.${name}.${end}`));
}
