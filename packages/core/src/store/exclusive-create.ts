import type { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import type * as Lockfile from 'lockfile';
import { errnoOf } from './storage-error.js';

/*
 * The package `lockfile`, of which we want exactly one thing: `lockSync(path)` without options, an exclusive create. The rest
 * of it does harm. When it is loaded it registers, through signal-exit 3, a listener that unlinks every lock by path when the
 * process ends (names of locks are never deleted here), and handlers for SIGTERM, SIGINT and SIGHUP, with which a process
 * whose main thread is busy does not die of these signals.
 */

let lockSync: ((path: string) => void) | undefined;

/**
 * Creates the empty file `path`. True: this call created it; false: it exists already. Of any number of callers, on any
 * number of hosts, exactly one gets true. Other failures are thrown as the system errors they are.
 */
export function createExclusive(path: string): boolean {
  lockSync ??= loadTamed();
  try {
    lockSync(path);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** What signal-exit 3 keeps on `process`, and patches there. */
interface SignalExitHost {
  /** One for all its copies. */
  readonly __signal_exit_emitter__?: EventEmitter & {
    /** How many copies have their handlers installed. */
    readonly count: number;
  };
  emit: NodeJS.Process['emit'];
  /** Internal to Node. */
  reallyExit: unknown;
}

interface SignalExit {
  /** Takes this copy's handlers off the process. */
  unload(): void;
}

function loadTamed(): (path: string) => void {
  const require = createRequire(import.meta.url);
  const path = require.resolve('lockfile');
  const host = process as unknown as SignalExitHost;
  const listeners = host.__signal_exit_emitter__?.listeners('exit') ?? [];
  const copies = host.__signal_exit_emitter__?.count ?? 0;
  const { emit, reallyExit } = host;

  const lockfile = loadPrivately(require, path);

  const emitter = host.__signal_exit_emitter__;
  for (const listener of emitter?.listeners('exit') ?? []) {
    // EventEmitter wants to know nothing of what the listener takes; `listeners()` lost its type.
    if (!listeners.includes(listener)) emitter?.removeListener('exit', listener as () => void);
  }
  // A greater count means that this load installed the handlers. Otherwise somebody else's code did, and wants to keep them.
  if (emitter !== undefined && emitter.count > copies) {
    const signalExit: SignalExit = createRequire(path)('signal-exit');
    signalExit.unload();
    // It puts back what it saw when it was first loaded, which would undo what another copy has patched in since.
    host.emit = emit;
    host.reallyExit = reallyExit;
  }
  return (lock) => lockfile.lockSync(lock);
}

/**
 * An instance of our own. One that is loaded already belongs to somebody whose exit hook must go on working, and that hook
 * would delete our locks with theirs; and who loads it later must not get the tamed one.
 */
function loadPrivately(require: NodeJS.Require, path: string): typeof Lockfile {
  const theirs = require.cache[path];
  delete require.cache[path];
  try {
    return require('lockfile');
  } finally {
    if (theirs === undefined) delete require.cache[path];
    else require.cache[path] = theirs;
  }
}
