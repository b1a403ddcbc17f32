import { setTimeout as sleep } from 'node:timers/promises';

const longestMs = 60_000;

/** How long to wait before a further attempt: doubled with each, to a minute, and jittered so that many do not come back together. */
export function backOffMs(firstMs: number, attempt: number, random = Math.random()): number {
  return Math.min(firstMs * 2 ** (attempt - 1), longestMs) * (0.75 + random / 2);
}

/** Waits, or until the signal is aborted; then rejects with its reason. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await sleep(ms, undefined, { signal }).catch(() => signal.throwIfAborted());
}
