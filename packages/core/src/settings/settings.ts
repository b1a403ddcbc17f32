import { isAbsolute, join, resolve } from 'node:path';
import { ConfigurationError } from '../errors/index.js';
import { type ConsoleLevel, emit } from '../events/index.js';
import { shared } from '../process/shared-state.js';
import { readDotenv } from './dotenv.js';
import { boolean, checkValue, mode, names, oneOf, type Parser, parseVariable, path, secs } from './parse.js';

/** Everything that can be set, by `configure()` or by the environment variable named beside it in `variables`. */
export interface Settings {
  /** Where everything is kept. A relative path is resolved once: later changes of the working directory do not move it. */
  readonly root: string;
  /** Whether files and directories are flushed to disk before a result is published. */
  readonly fsync: boolean;
  /** How long an owner may be silent before another process may take over. */
  readonly leaseSecs: number;
  /** How often an owner shows that it lives; at most a third of the lease. */
  readonly heartbeatSecs: number;
  /** How often a waiter looks by itself; undefined: 0.05 s at first, growing to 1.5 s. Changes wake it anyway. */
  readonly pollIntervalSecs: number | undefined;
  /** How often a waiter says what it waits for. */
  readonly waitLogEverySecs: number;
  /** How long to wait for somebody else; undefined: 600 s without a sign of life, without limit while the heart beats. */
  readonly maxWaitSecs: number | undefined;
  /** Whether a failed artifact is tried again at the next request. */
  readonly retryFailed: boolean;
  /** Class names or namespaces computed anew once in this process although a result exists; `ALL` for every class. */
  readonly alwaysRerun: readonly string[];
  /** Leaves the diff of the working tree out of the metadata. */
  readonly ignoreDiff: boolean;
  /** Keeps what untracked files hold as well, up to 1 MB and redacted like the diff; not where `ignoreDiff` is set. */
  readonly untrackedContents: boolean;
  /** The console shows lines of this level and above; `silent`: none. */
  readonly logLevel: ConsoleLevel;
  /** Mode that new directories get on top of the umask, such as 0o2775 on a root shared by a group. */
  readonly directoryMode: number | undefined;
}

/** The environment variable of each setting and how it is read. */
const variables: { readonly [K in keyof Settings]: readonly [name: string, parser: Parser<NonNullable<Settings[K]>>] } =
  {
    root: ['HULDRA_PATH', path],
    fsync: ['HULDRA_FSYNC', boolean],
    leaseSecs: ['HULDRA_LEASE_SECS', secs()],
    heartbeatSecs: ['HULDRA_HEARTBEAT_SECS', secs()],
    pollIntervalSecs: ['HULDRA_POLL_INTERVAL_SECS', secs()],
    waitLogEverySecs: ['HULDRA_WAIT_LOG_EVERY_SECS', secs()],
    maxWaitSecs: ['HULDRA_MAX_WAIT_SECS', secs({ orZero: true })],
    retryFailed: ['HULDRA_RETRY_FAILED', boolean],
    alwaysRerun: ['HULDRA_ALWAYS_RERUN', names],
    ignoreDiff: ['HULDRA_IGNORE_DIFF', boolean],
    untrackedContents: ['HULDRA_UNTRACKED_CONTENTS', boolean],
    logLevel: ['HULDRA_LOG_LEVEL', oneOf<ConsoleLevel>('debug', 'info', 'warn', 'error', 'silent')],
    directoryMode: ['HULDRA_DIRECTORY_MODE', mode],
  };

function fromEnvironment(environment: NodeJS.ProcessEnv): Partial<Settings> {
  const found = Object.entries(variables).map(([key, [name, parser]]) => [
    key,
    parseVariable<unknown>(name, environment[name], parser),
  ]);
  return Object.fromEntries(found.filter(([, value]) => value !== undefined));
}

/** Settings from what is given, with defaults for the rest, checked against one another. Relative to `directory`. Pure. */
export function completeSettings(given: Partial<Settings>, directory: string | undefined): Settings {
  const leaseSecs = given.leaseSecs ?? 120;
  const heartbeatSecs = given.heartbeatSecs ?? leaseSecs / 8;
  if (heartbeatSecs * 3 > leaseSecs) {
    throw new ConfigurationError(
      `the heartbeat (HULDRA_HEARTBEAT_SECS, ${heartbeatSecs} s) must be at most a third of the lease (HULDRA_LEASE_SECS, ${leaseSecs} s), or a living owner could be taken for dead.`,
      { path: 'HULDRA_HEARTBEAT_SECS' },
    );
  }
  return {
    root: resolveRoot(given.root ?? 'data-huldra', directory),
    fsync: given.fsync ?? true,
    leaseSecs,
    heartbeatSecs,
    pollIntervalSecs: given.pollIntervalSecs,
    waitLogEverySecs: given.waitLogEverySecs ?? 10,
    maxWaitSecs: given.maxWaitSecs,
    retryFailed: given.retryFailed ?? true,
    alwaysRerun: given.alwaysRerun ?? [],
    ignoreDiff: given.ignoreDiff ?? false,
    untrackedContents: given.untrackedContents ?? false,
    logLevel: given.logLevel ?? 'info',
    directoryMode: given.directoryMode,
  };
}

function resolveRoot(root: string, directory: string | undefined): string {
  if (isAbsolute(root)) return resolve(root);
  if (directory !== undefined) return join(directory, root);
  throw new ConfigurationError(
    `the root "${root}" is relative to a working directory that was deleted. Go to one that exists, or give an absolute HULDRA_PATH.`,
    { path: 'HULDRA_PATH' },
  );
}

interface Holder {
  configured: Partial<Settings>;
  current: Settings | undefined;
  /** The working directory when the settings were first used, where `.env` is looked for. */
  directory: string | undefined;
  /** What was warned of: once is enough. */
  readonly warnings: Set<string>;
}

const holder = shared<Holder>('settings', () => ({
  configured: {},
  current: undefined,
  directory: undefined,
  warnings: new Set(),
}));

/**
 * The settings in force: `configure()` before the environment before `.env` before the defaults. The environment is read
 * when the settings are first used, and again after each `configure()`.
 */
export function settings(): Settings {
  return holder.current ?? establish(holder.configured);
}

/**
 * Sets settings in code; they win over the environment. A key given as `undefined` goes back to the environment or the
 * default. Throws `ConfigurationError` for an unknown key or a value of the wrong kind, and then changes nothing.
 */
export function configure(changes: { readonly [K in keyof Settings]?: Settings[K] | undefined }): Settings {
  for (const [key, value] of Object.entries(changes)) checkGiven(key, value);
  const merged = Object.entries({ ...holder.configured, ...structuredClone(changes) });
  const configured: Partial<Settings> = Object.fromEntries(merged.filter(([, value]) => value !== undefined));
  const { root } = configured;
  return establish(root === undefined ? configured : { ...configured, root: resolveRoot(root, workingDirectory()) });
}

function checkGiven(key: string, value: unknown): void {
  if (!isSetting(key)) {
    throw new ConfigurationError(
      `configure() knows no setting "${key}". It knows: ${Object.keys(variables).join(', ')}.`,
      { path: key },
    );
  }
  if (value !== undefined) checkValue(key, value, variables[key][1] as Parser<unknown>);
}

function isSetting(key: string): key is keyof Settings {
  return Object.hasOwn(variables, key);
}

function establish(configured: Partial<Settings>): Settings {
  holder.directory ??= workingDirectory();
  const warning = holder.directory === undefined ? undefined : readDotenv(holder.directory);
  const current = completeSettings({ ...fromEnvironment(process.env), ...configured }, holder.directory);
  holder.configured = configured;
  holder.current = current;
  // Only now: whoever listens may ask for the settings.
  if (warning !== undefined && !holder.warnings.has(warning)) {
    holder.warnings.add(warning);
    emit({ type: 'warning', reason: 'dotenv-missing', message: warning });
  }
  return current;
}

function workingDirectory(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined; // It was deleted.
  }
}

/** The directory shared by all artifacts for large inputs and outputs that are not versioned: `<root>/raw`. */
export function rawDirectory(): string {
  return join(settings().root, 'raw');
}
