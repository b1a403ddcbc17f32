/** What a stretch of work took. CPU and memory are the whole process's: work done beside it counts as well. */
export interface ResourceUse {
  readonly wallMs: number;
  /** Of all threads together, so it may exceed `wallMs`. */
  readonly cpuUserMs: number;
  readonly cpuSystemMs: number;
  /** The largest memory that the process has had resident since its start. */
  readonly peakMemoryBytes: number;
}

/** Measures until `end` is called, which may be called more than once. */
export interface ResourceMeter {
  readonly end: () => ResourceUse;
}

/** Starts measuring. */
export function resourceUse(): ResourceMeter {
  const startedAt = performance.now();
  const cpuAtStart = process.cpuUsage();
  const end = (): ResourceUse => {
    const cpu = process.cpuUsage(cpuAtStart);
    return {
      wallMs: performance.now() - startedAt,
      cpuUserMs: cpu.user / 1000,
      cpuSystemMs: cpu.system / 1000,
      // Kilobytes on every platform, as libuv gives it.
      peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
    };
  };
  return { end };
}
