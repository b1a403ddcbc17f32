import { mkdtempSync, rmSync } from 'node:fs';
import type { Bench } from '../row.js';

/**
 * Lets a row work in memory, where a machine has some to mount: for rows in which a busy disk would look like a silent owner, and
 * for those that are about what is in files and not about disks.
 */
export async function inMemory<T>(bench: Bench, work: (bench: Bench) => Promise<T>): Promise<T> {
  const directory = makeDirectory();
  if (directory === undefined) return work(bench);
  try {
    return await work({ ...bench, directory });
  } finally {
    rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

function makeDirectory(): string | undefined {
  try {
    return mkdtempSync('/dev/shm/huldra-fault-');
  } catch {
    return undefined; // The row works on disk then.
  }
}
