import { AsyncLocalStorage } from 'node:async_hooks';
import { CycleError } from '../errors/index.js';
import { shared } from '../process/shared-state.js';
import type { Requests } from './requests.js';
import type { Place, Target } from './target.js';

/** An artifact whose `create`, `load` or `validate` is running in this asynchronous context. */
export interface Active {
  readonly target: Target;
  readonly parent: Active | undefined;
  /** Takes note of what an attempt asks for. */
  readonly requests: Requests | undefined;
  /** What was started in a context may outlive it; then the artifact is active no more. */
  isOver: boolean;
}

const storage = shared('active', () => new AsyncLocalStorage<Active>());

function innermost(): Active | undefined {
  let active = storage.getStore();
  while (active?.isOver === true) active = active.parent;
  return active;
}

/** The stack of active artifacts, innermost first. */
export function activeStack(): readonly Active[] {
  const stack: Active[] = [];
  for (let active = innermost(); active !== undefined; active = active.parent) if (!active.isOver) stack.push(active);
  return stack;
}

/** The artifact whose `create` or `load` is running in this asynchronous context. */
export function activeArtifact(): object | undefined {
  return innermost()?.target.artifact;
}

/** How many artifacts are active here. */
export function depth(): number {
  return storage.getStore() === undefined ? 0 : activeStack().length;
}

/** Runs `work` with the artifact active, in everything it starts and awaits. */
export async function runActive<T>(target: Target, work: () => T | Promise<T>, requests?: Requests): Promise<T> {
  const active: Active = { target, parent: innermost(), requests, isOver: false };
  try {
    return await storage.run(active, work);
  } finally {
    active.isOver = true;
  }
}

/** Tells the attempt that is running here, if any, that its `create` asks for an artifact. */
export function noteRequest(target: Target): void {
  innermost()?.requests?.note(target);
}

/** Throws `CycleError` when the artifact is active up the stack: it would wait for itself. */
export function refuseCycle(target: Place): void {
  if (storage.getStore() === undefined) return;
  const stack: Place[] = activeStack().map((active) => active.target);
  const at = stack.findIndex(({ layout }) => layout.dir === target.layout.dir);
  if (at >= 0) throw cycleError([target, ...stack.slice(0, at + 1)].reverse());
}

export function cycleError(path: readonly Place[]): CycleError {
  const names = path.map(({ ref }) => `${ref.className} ${ref.hash.slice(0, 7)}`);
  const last = path.at(-1);
  return new CycleError(
    `artifacts wait for each other: ${names.join(' -> ')}. Each asks for the next while it is being made; take one request out.`,
    {
      artifact: last?.layout.name,
      path: last?.layout.dir,
    },
  );
}
