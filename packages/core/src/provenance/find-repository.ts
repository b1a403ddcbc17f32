import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

function holdsRepository(directory: string): boolean {
  const path = join(directory, '.git');
  const found = statSync(path, { throwIfNoEntry: false });
  // A file points to the repository of a worktree or submodule. git passes over a directory without HEAD, and so do we.
  return found !== undefined && (found.isFile() || existsSync(join(path, 'HEAD')));
}

/**
 * The nearest directory at or above `directory` that holds `.git`. Looking ourselves takes some microseconds, and spares
 * those who use no git the start of a process.
 */
export function findRepository(directory: string): string | undefined {
  try {
    let current = realpathSync(resolve(directory));
    while (!holdsRepository(current)) {
      const parent = dirname(current);
      if (parent === current) return undefined;
      current = parent;
    }
    return current;
  } catch {
    // The directory is gone or closed to us: there is nothing to say about it.
    return undefined;
  }
}
