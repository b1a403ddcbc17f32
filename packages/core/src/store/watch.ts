import { type FSWatcher, watch } from 'node:fs';
import { basename } from 'node:path';

/** Tells when something in a directory may have changed. */
export interface ChangeSource {
  /**
   * Resolves when something has changed since the last wait (also before this call), after `ms` milliseconds, when `signal` aborts,
   * or when the source is closed. Never rejects; the caller looks for itself. Keeps the process alive meanwhile.
   */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
  /** Stops watching. Calling it again does nothing. */
  close(): void;
}

/** What setTimeout can hold. */
const maxDelay = 2 ** 31 - 1;

/**
 * The names in an artifact's `.huldra` whose change can end a wait. The others (logs, events, metadata, files in the making) change
 * all the time, and would wake every waiter for nothing.
 */
export function tellsAnOutcome(name: string): boolean {
  return name === 'SUCCESS.json' || name === 'state.json';
}

/**
 * Watches the names of a directory that are relevant from now on, so that what changes between two waits, or before the first, is
 * not missed. Where watching does not work (too many watches, no such directory, a network file system) only the time ends a wait.
 */
export function watchDirectory(dir: string, isRelevant: (name: string) => boolean = () => true): ChangeSource {
  let changed = false;
  const waiting = new Set<() => void>();
  const wakeAll = (): void => {
    for (const wake of [...waiting]) wake();
  };

  const watcher = tryToWatch(dir, (name) => {
    // The directory's own name means that it was removed.
    if (name !== null && name !== basename(dir) && !isRelevant(name)) return;
    if (waiting.size === 0) changed = true;
    else wakeAll();
  });

  function wait(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) return Promise.resolve();
    if (changed) {
      changed = false;
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        waiting.delete(wake);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      // This timer holds the process: a waiter that is not done must not end with exit code 0.
      const timer = setTimeout(wake, Math.min(ms, maxDelay));
      waiting.add(wake);
      signal?.addEventListener('abort', wake);
    });
  }

  function close(): void {
    watcher?.close();
    wakeAll();
  }

  return { wait, close };
}

function tryToWatch(dir: string, onChange: (name: string | null) => void): FSWatcher | undefined {
  try {
    const watcher = watch(dir, { persistent: false }, (_, name) => onChange(name));
    watcher.on('error', () => {
      watcher.close();
      onChange(null); // Something did happen to the directory. From here on the timers remain.
    });
    return watcher;
  } catch {
    return undefined;
  }
}
