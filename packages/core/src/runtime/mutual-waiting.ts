import { shared } from '../process/shared-state.js';
import { type Active, activeStack, cycleError } from './active.js';
import type { Target } from './target.js';

/** Somebody waits for an artifact that is being made in this process. */
interface Wait {
  readonly target: Target;
  /** From the code that waits up to the artifact that it waits on behalf of. */
  readonly chain: readonly Active[];
}

/** By the directory of the artifact on whose behalf is waited. */
const waits = shared('waits', () => new Map<string, Set<Wait>>());

/**
 * Waits for an artifact that is being made, on behalf of the innermost active artifact that is being made itself. Throws
 * `CycleError` when the two would wait for each other, directly or through others.
 */
export async function waitFor<T>(
  target: Target,
  isBeingMade: (dir: string) => boolean,
  wait: () => Promise<T>,
): Promise<T> {
  const stack = activeStack();
  const at = stack.findIndex((active) => isBeingMade(active.target.layout.dir));
  const waiter = stack[at]?.target;
  if (waiter === undefined) return wait();
  const route = routeTo(waiter.layout.dir, target, new Set());
  if (route !== undefined) throw cycleError([waiter, ...route]);
  const entry: Wait = { target, chain: stack.slice(0, at + 1) };
  const others = waits.get(waiter.layout.dir) ?? new Set();
  waits.set(waiter.layout.dir, others.add(entry));
  try {
    return await wait();
  } finally {
    others.delete(entry);
    if (others.size === 0) waits.delete(waiter.layout.dir);
  }
}

/** From an artifact along what it waits for to the one with this directory, if it waits for it at all. */
function routeTo(dir: string, from: Target, visited: Set<string>): Target[] | undefined {
  if (from.layout.dir === dir) return [from];
  if (visited.has(from.layout.dir)) return undefined;
  visited.add(from.layout.dir);
  for (const { target, chain } of waits.get(from.layout.dir) ?? []) {
    // A request that outlived the method that made it: its artifact does not wait for it.
    if (chain.some(({ isOver }) => isOver)) continue;
    const route = routeTo(dir, target, visited);
    if (route !== undefined) return [from, ...route];
  }
  return undefined;
}
