import { setTimeout as sleep } from 'node:timers/promises';
import type { Child } from './child.js';

/** Resolves when `condition` holds. Throws when one of the children, whose work it waits for, has ended before that. */
export async function until(condition: () => boolean, ...children: readonly Child[]): Promise<void> {
  const ended = new Set<Child>();
  for (const child of children) child.ended.then(() => ended.add(child));
  while (!condition()) {
    for (const child of ended) throw new Error(`a child ended too early: ${child.problems().join('\n')}`);
    await sleep(2);
  }
}
