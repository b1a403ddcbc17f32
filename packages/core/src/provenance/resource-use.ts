import { openSync, readSync } from 'node:fs';

/**
 * What a stretch of work took. All but the time are the whole process's: work done beside it counts as well, and that of child
 * processes does not.
 */
export interface ResourceUse {
  /** From the attempt's start, with everything it waited for. */
  readonly wallMs: number;
  /** Of all threads together, so it may exceed `wallMs`. */
  readonly cpuUserMs: number;
  readonly cpuSystemMs: number;
  /** The largest memory that the process has had resident since its start. */
  readonly peakMemoryBytes: number;
  /**
   * What was given to write calls, be it for files, pipes or a terminal (`wchar` of `/proc/self/io`); absent where the system does not
   * tell. How large the published files are stands in `SUCCESS.json`.
   */
  readonly bytesWritten?: number | undefined;
}

/** Measures until `end` is called, which may be called more than once. */
export interface ResourceMeter {
  readonly end: () => ResourceUse;
}

/** Kept open: each look is then one system call instead of five. */
let account: number | undefined;
const buffer = Buffer.alloc(512);

function bytesWritten(): number | undefined {
  try {
    account ??= openSync('/proc/self/io', 'r');
    const length = readSync(account, buffer, 0, buffer.length, 0);
    const count = /^wchar: (\d+)$/m.exec(buffer.toString('latin1', 0, length))?.[1];
    return count === undefined ? undefined : Number(count);
  } catch {
    // Not Linux, or a kernel that keeps no such account.
    return undefined;
  }
}

const rounded = (ms: number): number => Math.round(ms * 1000) / 1000;

/** Starts measuring. */
export function resourceUse(): ResourceMeter {
  const startedAt = performance.now();
  const cpuAtStart = process.cpuUsage();
  const writtenAtStart = bytesWritten();
  const end = (): ResourceUse => {
    const cpu = process.cpuUsage(cpuAtStart);
    const written = writtenAtStart === undefined ? undefined : bytesWritten();
    return {
      wallMs: rounded(performance.now() - startedAt),
      cpuUserMs: cpu.user / 1000,
      cpuSystemMs: cpu.system / 1000,
      // Kilobytes on every platform, as libuv gives it.
      peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
      ...(written === undefined ? {} : { bytesWritten: written - (writtenAtStart ?? 0) }),
    };
  };
  return { end };
}
