import { type ChildProcess, execFile } from 'node:child_process';
import { dirname } from 'node:path';
import { whenPatienceEnds } from './patience.js';

/** What one run of git left behind. Every outcome is a value: reading metadata must never fail a computation. */
export interface GitOutput {
  /** What git printed, at most the number of bytes that was asked for. */
  readonly stdout: Buffer;
  /** Whether git had more to print and was killed at the limit. */
  readonly capped: boolean;
  /** Why `stdout` is not the answer; undefined when it is (a capped answer is one too). */
  readonly problem: string | undefined;
}

export interface GitRun {
  /** Absolute; git works as if it had been started here (`-C`), and looks for no repository further up. */
  readonly directory: string;
  readonly maxBytes: number;
  readonly timeoutMs: number;
  /** Exit statuses that are answers as well, such as the 1 of `git config --get-regexp` without a match. */
  readonly accept?: readonly number[] | undefined;
}

/** Settings of the person or the cluster that may reach git; every other GIT_* variable would steer it elsewhere (GIT_DIR in a hook). */
const passedOn =
  /^GIT_(?:CONFIG_GLOBAL|CONFIG_SYSTEM|CONFIG_NOSYSTEM|CONFIG_COUNT|CONFIG_(?:KEY|VALUE)_\d+|EXEC_PATH)$/;

/**
 * Whatever the repository's own configuration says, no program of its choice runs and nothing of it is written to:
 * no monitor (the empty value, since `false` is the name of a program to git before 2.36), no hooks, and no refreshed
 * index, which `git diff` would write even without optional locks.
 */
const harmless = [
  '--no-pager',
  '--literal-pathspecs',
  ...['core.fsmonitor=', 'core.hooksPath=/dev/null', 'core.safecrlf=false', 'diff.autoRefreshIndex=false'].flatMap(
    (setting) => ['-c', setting],
  ),
];

function gitEnvironment(directory: string): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_') || passedOn.test(name));
  return {
    ...Object.fromEntries(inherited),
    LC_ALL: 'C',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    // A partial clone fetches missing objects while it makes a diff, by way of programs that the repository names.
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: 'none',
    // The caller has found `.git` here; if git thinks nothing of it, a repository further up is another one.
    GIT_CEILING_DIRECTORIES: dirname(directory),
  };
}

/** Kills git when it has not answered in time. */
function watch(child: ChildProcess, timeoutMs: number, giveUp: () => void): () => void {
  return whenPatienceEnds(timeoutMs, () => {
    child.kill('SIGKILL');
    // A program that git started may live on and hold the pipes: do not wait for it, nor let it keep this process alive.
    for (const stream of child.stdio) stream?.destroy();
    child.unref();
    giveUp();
  });
}

function describe(command: string, error: Error & { code?: unknown }, stderr: Buffer): string {
  if (error.code === 'ENOENT') return 'git is not installed, or not in PATH';
  if (typeof error.code !== 'number') return `git ${command} failed: ${String(error.code ?? error.message)}`;
  const lines = stderr.toString('utf8').split('\n');
  const reason = lines.find((line) => line.startsWith('fatal:')) ?? lines[0] ?? '';
  return `git ${command} exited with ${error.code}: ${reason}`;
}

/**
 * Runs git without a shell, without prompts and with bounded time and output, as `options` say. Never throws.
 *
 * @param settings further `name=value` pairs for git's `-c`
 */
export function runGit(
  run: GitRun,
  settings: readonly string[],
  args: readonly [string, ...string[]],
): Promise<GitOutput> {
  const nothing = Buffer.alloc(0);
  const all = [...harmless, ...settings.flatMap((setting) => ['-c', setting]), '-C', run.directory, ...args];
  const options = {
    env: gitEnvironment(run.directory),
    encoding: 'buffer',
    maxBuffer: run.maxBytes,
    killSignal: 'SIGKILL',
    windowsHide: true,
  } as const;
  return new Promise((resolve) => {
    try {
      const child = execFile('git', all, options, (error, stdout, stderr) => {
        endWatch();
        const capped = error?.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER';
        const fine = error === null || capped || (typeof error.code === 'number' && run.accept?.includes(error.code));
        resolve({ stdout, capped, problem: fine ? undefined : describe(args[0], error, stderr) });
      });
      const problem = `git ${args[0]} gave no answer for ${run.timeoutMs} ms`;
      const endWatch = watch(child, run.timeoutMs, () => resolve({ stdout: nothing, capped: false, problem }));
    } catch (error) {
      // A path with a null character, or no process to be had.
      resolve({ stdout: nothing, capped: false, problem: `git could not be started: ${String(error)}` });
    }
  });
}
