import type { GitDiff } from './git-snapshot.js';
import { diffLimitBytes, harmlessDiff } from './harmless-diff.js';
import { type GitConfiguration, parseGitConfiguration, wantedSettings, withoutFilters } from './parse-git-config.js';
import { type GitStatus, parseGitStatus } from './parse-git-status.js';
import { wholeLines } from './redact.js';
import { type GitRun, runGit } from './run-git.js';

const listLimitBytes = 4_000_000;

const statusArguments = [
  ...['--porcelain=v2', '--branch', '-z', '--no-ahead-behind', '--no-renames'],
  // Looking into a submodule would start a git there that obeys the submodule's own filters.
  '--ignore-submodules=dirty',
];

const diffArguments = [
  ...['--no-ext-diff', '--no-textconv', '--no-color', '--no-relative', '--src-prefix=a/', '--dst-prefix=b/'],
  ...['--unified=3', '--submodule=short', '--ignore-submodules=dirty'],
];

/** There is no answer; says why, for people. */
export interface Problem {
  readonly problem: string;
}

/** A repository that may be read. */
export interface Repository extends GitConfiguration {
  readonly directory: string;
  /** For each run of git. */
  readonly timeoutMs: number;
  /** Settings for git's `-c` that keep it from running the repository's filters. */
  readonly settings: readonly string[];
}

function limits({ directory, timeoutMs }: Repository, maxBytes = listLimitBytes): GitRun {
  return { directory, timeoutMs, maxBytes };
}

/** Finds out, without running anything of the repository's, how to read it without running anything of the repository's. */
export async function openRepository(directory: string, timeoutMs: number): Promise<Repository | Problem> {
  // 1: nothing set.
  const run = { directory, timeoutMs, maxBytes: listLimitBytes, accept: [1] };
  const query = ['--null', '--get-regexp', wantedSettings];
  let output = await runGit(run, [], ['config', '--show-scope', ...query]);
  // 129: an option that git does not know, being older than 2.26.
  const scoped = output.problem?.includes('exited with 129') !== true;
  if (!scoped) output = await runGit(run, [], ['config', ...query]);
  if (output.problem !== undefined) return { problem: output.problem };
  const configuration = parseGitConfiguration(output.stdout.toString('utf8'), scoped);
  const settings = output.capped ? undefined : withoutFilters(configuration.filters);
  if (settings === undefined) return { problem: 'the repository configures filters that cannot be switched off' };
  return { ...configuration, directory, timeoutMs, settings };
}

/** @param untracked 'normal' names a directory of which nothing is tracked once, however much is in it; 'all' names its files */
export async function readStatus(
  repository: Repository,
  untracked: 'normal' | 'all' | 'no',
): Promise<GitStatus | Problem> {
  const args = [...statusArguments, `--untracked-files=${untracked}`];
  const { stdout, problem } = await runGit(limits(repository), repository.settings, ['status', ...args]);
  return problem === undefined ? parseGitStatus(stdout.toString('utf8')) : { problem };
}

/** @param base the commit or tree that the working tree is compared with */
export async function readDiff(repository: Repository, base: string): Promise<GitDiff | Problem> {
  const run = limits(repository, diffLimitBytes);
  const { stdout, capped, problem } = await runGit(run, repository.settings, ['diff', ...diffArguments, base, '--']);
  if (problem !== undefined) return { problem };
  // The first half of a secret is one too, and no pattern would know it: a line that was cut off goes before redaction.
  const whole = capped ? wholeLines(stdout, stdout.length - 1) : stdout.toString('utf8');
  return harmlessDiff(whole, capped ? undefined : stdout.length);
}

/** The commit checked out, where the status is not to be had: on a slow file system a large working tree takes its time, and this none. */
export async function readCommit(repository: Repository): Promise<string | undefined> {
  const { stdout, problem } = await runGit(limits(repository), repository.settings, ['rev-parse', '--verify', 'HEAD']);
  return problem === undefined ? stdout.toString('utf8').trim() : undefined;
}

/** The working tree's own directory. */
export async function readRoot(repository: Repository): Promise<string> {
  if (!repository.worktreeElsewhere) return repository.directory;
  const { stdout, problem } = await runGit(limits(repository), repository.settings, ['rev-parse', '--show-toplevel']);
  return problem === undefined ? stdout.toString('utf8').replace(/\n$/, '') : repository.directory;
}

/** Paths of the submodules that `.gitmodules` in `root` names, relative to `root`. */
export async function readSubmodulePaths(repository: Repository, root: string): Promise<readonly string[]> {
  const query = ['--null', '--file', `${root}/.gitmodules`, '--get-regexp', String.raw`^submodule\..*\.path$`];
  const { stdout } = await runGit(limits(repository), [], ['config', ...query]);
  const records = stdout.toString('utf8').split('\0').slice(0, -1);
  return records.map((record) => record.slice(record.indexOf('\n') + 1));
}
