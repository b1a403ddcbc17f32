import type { PastArtifact } from './history.js';

/** What an attempt will probably cost, by earlier ones of its class. */
export interface Price {
  /** The median of the times that `create` took, in milliseconds. */
  readonly medianMs: number;
  /** The largest memory that a process of theirs had. */
  readonly peakMemoryBytes: number | undefined;
  /** The median size of what they published. */
  readonly medianBytes: number;
  /** How many attempts that is known from. */
  readonly attempts: number;
}

/** Undefined when no attempt's time is known. */
export function priceOf(past: readonly PastArtifact[]): Price | undefined {
  const times = past.flatMap(({ wallMs }) => (typeof wallMs === 'number' ? [wallMs] : []));
  const peaks = past.flatMap(({ peakMemoryBytes: peak }) => (typeof peak === 'number' ? [peak] : []));
  if (times.length === 0) return undefined;
  return {
    medianMs: median(times),
    peakMemoryBytes: peaks.length === 0 ? undefined : peaks.reduce((a, b) => Math.max(a, b)),
    medianBytes: median(past.map(({ bytes }) => bytes)),
    attempts: times.length,
  };
}

/** Of a list that is not empty. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? 0;
  return (lower + upper) / 2;
}
