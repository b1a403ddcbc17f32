import type { Budget } from './budget.js';
import type { RunNode } from './run-node.js';

/** A node that may begin, and what begins it. */
export interface Waiting {
  readonly node: RunNode;
  readonly begin: () => void;
}

/** Nodes that wait for what they need, in the order of their ranks. One binary heap for each kind of needs, of which there are few. */
export class ReadyQueue {
  readonly #heaps = new Map<string, Waiting[]>();

  push(waiting: Waiting): void {
    const { needsKey } = waiting.node;
    const heap = this.#heaps.get(needsKey) ?? [];
    this.#heaps.set(needsKey, heap);
    heap.push(waiting);
    raise(heap);
  }

  /** Takes the first one whose needs the budget has, together with these. */
  take(budget: Budget): Waiting | undefined {
    let best: Waiting[] | undefined;
    for (const heap of this.#heaps.values()) {
      const [first] = heap;
      if (first === undefined || !budget.has(first.node.needs)) continue;
      if (best === undefined || isBefore(first, best[0] as Waiting)) best = heap;
    }
    if (best === undefined) return undefined;
    const taken = removeFirst(best);
    budget.take(taken.node.needs);
    return taken;
  }

  /** Takes all. */
  drain(): readonly Waiting[] {
    const all = [...this.#heaps.values()].flat();
    this.#heaps.clear();
    return all;
  }
}

function isBefore(one: Waiting, other: Waiting): boolean {
  return one.node.rank < other.node.rank;
}

function raise(heap: Waiting[]): void {
  let index = heap.length - 1;
  while (index > 0) {
    const parent = (index - 1) >> 1;
    if (!swapIfBefore(heap, index, parent)) return;
    index = parent;
  }
}

function removeFirst(heap: Waiting[]): Waiting {
  const first = heap[0] as Waiting;
  const last = heap.pop() as Waiting;
  if (heap.length === 0) return first;
  heap[0] = last;
  for (let index = 0; ; ) {
    const [left, right] = [2 * index + 1, 2 * index + 2];
    if (left >= heap.length) return first;
    const isRight = right < heap.length && isBefore(heap[right] as Waiting, heap[left] as Waiting);
    const child = isRight ? right : left;
    if (!swapIfBefore(heap, child, index)) return first;
    index = child;
  }
}

/** Swaps when the one below belongs above. */
function swapIfBefore(heap: Waiting[], below: number, above: number): boolean {
  const [lower, upper] = [heap[below] as Waiting, heap[above] as Waiting];
  if (!isBefore(lower, upper)) return false;
  heap[below] = upper;
  heap[above] = lower;
  return true;
}
