import { unlinkSync } from 'node:fs';

/** Removes a file that nobody needs any more. If that fails it stays, harms nobody, and is removed as a leftover later. */
export function discard(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    return;
  }
}
