import { type FSWatcher, watch } from 'node:fs';

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
 * Watches a directory from now on, so that what changes between two waits, or before the first, is not missed. Where watching
 * does not work (too many watches, no such directory, a network file system) only the time ends a wait.
 */
export function watchDirectory(dir: string): ChangeSource {
  let changed = false;
  const waiting = new Set<() => void>();
  const wakeAll = (): void => {
    for (const wake of [...waiting]) wake();
  };

  const watcher = tryToWatch(dir, () => {
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

function tryToWatch(dir: string, onChange: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(dir, { persistent: false }, onChange);
    watcher.on('error', () => {
      watcher.close();
      onChange(); // Something did happen to the directory. From here on the timers remain.
    });
    return watcher;
  } catch {
    return undefined;
  }
}
