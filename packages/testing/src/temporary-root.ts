import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A directory that belongs to one test. */
export interface TemporaryRoot {
  /** Absolute and without symbolic links, so that it equals the paths that a child process reports. */
  readonly path: string;
  /** Removes the directory and everything in it; calling it again does nothing. */
  readonly cleanup: () => void;
}

/**
 * Makes a fresh, empty directory under the system's temporary folder.
 *
 * @param label begins the directory's name, so that a leftover tells which test made it
 */
export function temporaryRoot(label = 'root'): TemporaryRoot {
  const path = mkdtempSync(join(realpathSync(tmpdir()), `huldra-${label}-`));
  // Processes that a test has just killed may still be writing while we delete: retry as long as rmSync allows.
  const cleanup = (): void => rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  return { path, cleanup };
}
