import { AsyncLocalStorage } from 'node:async_hooks';
import { CycleError } from '../errors/index.js';
import type { ArtifactRef } from '../events/index.js';
import { shared } from '../process/shared-state.js';
import type { Requests } from './requests.js';
import type { Place, Target } from './target.js';

export type ActiveRole = 'create' | 'load' | 'validate';

/** An artifact whose `create`, `load` or `validate` is running in this asynchronous context. */
export interface Active {
  readonly target: Target;
  readonly role: ActiveRole;
  /** The log of the artifact, which for a result under an earlier namespace lies there. */
  readonly log: string;
  readonly parent: Active | undefined;
  /** Takes note of what an attempt asks for. */
  readonly requests: Requests | undefined;
  /** What was started in a context may outlive it; then the artifact is active no more. */
  isOver: boolean;
}

const storage = shared('active', () => new AsyncLocalStorage<Active>());
const counts = shared('activity', () => ({ changes: 0, running: 0 }));

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

/** What a log needs to know of the artifact that is active in this asynchronous context. */
export interface ActiveScope {
  readonly artifact: ArtifactRef;
  /** Which of the artifact's methods runs. */
  readonly role: ActiveRole;
  /** The file for what is logged meanwhile. Only while `create` runs is its directory sure to be there. */
  readonly log: string;
  /** How many artifacts are active here, this one included. */
  readonly depth: number;
}

/** The innermost active artifact of this asynchronous context, for logs; undefined outside of `create`, `load` and `validate`. */
export function activeScope(): ActiveScope | undefined {
  const active = innermost();
  if (active === undefined) return undefined;
  return { artifact: active.target.ref, role: active.role, log: active.log, depth: depth() };
}

/**
 * How often an artifact became active in this process or ceased to be, and how many are active now, in all asynchronous
 * contexts. By it a log can tell whether what is delivered late may still belong where it would have belonged before.
 */
export function activity(): { readonly changes: number; readonly running: number } {
  return { ...counts };
}

/** How many artifacts are active here. */
export function depth(): number {
  let count = 0;
  for (let active = storage.getStore(); active !== undefined; active = active.parent) if (!active.isOver) count += 1;
  return count;
}

/** Runs `work` with the artifact active, in everything it starts and awaits. */
export async function runActive<T>(
  target: Target,
  role: ActiveRole,
  work: () => T | Promise<T>,
  { log = target.layout.log, requests }: { readonly log?: string; readonly requests?: Requests } = {},
): Promise<T> {
  const active: Active = { target, role, log, parent: innermost(), requests, isOver: false };
  counts.changes += 1;
  counts.running += 1;
  try {
    return await storage.run(active, work);
  } finally {
    active.isOver = true;
    counts.changes += 1;
    counts.running -= 1;
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
