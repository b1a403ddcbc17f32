import { fileURLToPath } from 'node:url';

/** The script that every worker process starts with. */
export const workerEntry = fileURLToPath(new URL('./worker-entry.mjs', import.meta.url));

/**
 * Node's arguments that run a job file, `node ...workerArguments(path)`, for executors that start workers elsewhere. The same
 * installation of huldra must be reachable there.
 */
export function workerArguments(jobFile: string, nodeFlags: readonly string[] = []): readonly string[] {
  return [...inheritedFlags(process.execArgv), ...nodeFlags, workerEntry, jobFile];
}

/** Flags of this process that say what it does, not how it runs. */
const ownFlags = /^(?:--(?:inspect|test|watch|check|cpu-prof|heap-prof|prof|interactive|input-type)|-[ci]$)/;
const ownFlagsWithText = /^(?:-e|-p|-pe|--eval|--print)$/;

/** Of the flags that a process was started with, those that hold for its workers, such as loaders and memory limits. */
export function inheritedFlags(execArgv: readonly string[]): readonly string[] {
  return execArgv.filter((flag, index) => {
    const previous = execArgv[index - 1];
    const isText = previous !== undefined && ownFlagsWithText.test(previous);
    return !isText && !ownFlags.test(flag) && !ownFlagsWithText.test(flag) && !/^--(?:eval|print)=/.test(flag);
  });
}
