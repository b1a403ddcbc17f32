import { readFileSync } from 'node:fs';

/** How often the kernel has killed a process for want of memory since it started (`oom_kill` in /proc/vmstat); 0 where it does not tell. */
export function kernelMemoryKills(): number {
  try {
    return Number(/^oom_kill (\d+)$/m.exec(readFileSync('/proc/vmstat').toString('latin1'))?.[1] ?? 0);
  } catch {
    return 0; // Not Linux.
  }
}
