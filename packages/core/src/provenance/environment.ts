import { availableParallelism, hostname, release, totalmem, userInfo } from 'node:os';
import { shared } from '../process/shared-state.js';
import { recordedVariables } from './environment-variables.js';
import { findProject, type Lockfile, type ProjectPackage } from './project.js';
import { redactArguments } from './redact.js';

/** What holds from the first look until the process ends. */
interface LastingEnvironment {
  /** `process.argv` with secrets replaced by `<redacted>`, each argument cut at 4,000 characters. */
  readonly command: readonly string[];
  /** Options of Node itself, treated in the same way. */
  readonly execArgv: readonly string[];
  readonly nodeVersion: string;
  readonly platform: string;
  /** The kernel's release. */
  readonly osRelease: string;
  readonly arch: string;
  readonly host: string;
  /** The user's name; `uid:<number>` where the user has none, as in many containers. */
  readonly user: string;
  readonly pid: number;
  /** Processors that this process may use. */
  readonly cpus: number;
  /** The machine's memory, not the process's share. */
  readonly memoryBytes: number;
  /** The nearest named package above the entry script. */
  readonly package?: ProjectPackage | undefined;
  readonly lockfile?: Lockfile | undefined;
}

/** Where and how a result was computed. */
export interface EnvironmentSnapshot extends LastingEnvironment {
  /** Absent when the working directory has been deleted. */
  readonly cwd?: string | undefined;
  /** Those of `recordedVariables` that are set, with secrets in their values replaced. */
  readonly variables: Readonly<Record<string, string>>;
}

const longestText = 4_000;
const mostArguments = 1_000;

function attempt<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    // The system does not say (no such user, no working directory), and metadata can do without.
    return undefined;
  }
}

function bounded(args: readonly string[]): readonly string[] {
  // Redaction comes first: the beginning of a secret is one too.
  return redactArguments(args.slice(0, mostArguments)).map((arg) => arg.slice(0, longestText));
}

function lookAround(): LastingEnvironment {
  return {
    command: bounded(process.argv),
    execArgv: bounded(process.execArgv),
    nodeVersion: process.version,
    platform: process.platform,
    osRelease: attempt(release) ?? '',
    arch: process.arch,
    host: attempt(hostname) ?? '',
    user: attempt(() => userInfo().username) ?? `uid:${process.getuid?.() ?? ''}`,
    pid: process.pid,
    cpus: availableParallelism(),
    memoryBytes: totalmem(),
    ...findProject(process.argv[1], attempt(process.cwd)),
  };
}

const knownValues = new Map<string, string>();

/** Redacting costs more than reading, and the values hardly ever change. */
function redactValue(value: string): string {
  const known = knownValues.get(value);
  if (known !== undefined) return known;
  const safe = bounded([value])[0] ?? '';
  if (knownValues.size < mostArguments) knownValues.set(value, safe);
  return safe;
}

function readVariables(): Readonly<Record<string, string>> {
  const variables: Record<string, string> = {};
  for (const name of recordedVariables) {
    const value = process.env[name];
    if (value !== undefined) variables[name] = redactValue(value);
  }
  return variables;
}

/**
 * Where and how this process computes. The first call reads package.json and the lockfile; later ones look up the working directory
 * and the variables only. Never throws.
 */
export function environmentSnapshot(): EnvironmentSnapshot {
  const lasting = shared('environment', lookAround);
  return { ...lasting, cwd: attempt(process.cwd), variables: readVariables() };
}
