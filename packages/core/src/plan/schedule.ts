import type { PlanNode } from './plan-node.js';

/** How long a plan takes, in milliseconds, as far as prices are known. */
export interface Schedule {
  /** The chain of dependencies that takes longest: no number of machines is faster. Without what is there already. */
  readonly criticalPath: readonly PlanNode[];
  readonly criticalPathMs: number;
  /** What is computed one after the other. */
  readonly totalMs: number;
  /** How many artifacts have to be computed of which nobody knows how long that takes. */
  readonly unpriced: number;
}

/** What a node still takes: of what another process has begun, what is left of the median. */
function remainingMs({ decision, price, owner }: PlanNode, nowMs: number): number {
  if (price === undefined || (decision !== 'run' && decision !== 'wait')) return 0;
  const begunMs = owner === undefined ? Number.NaN : Date.parse(owner.since);
  return Number.isNaN(begunMs) ? price.medianMs : Math.max(0, price.medianMs - Math.max(0, nowMs - begunMs));
}

/** `nodes` come dependencies first. */
export function scheduleOf(nodes: readonly PlanNode[], nowMs: number): Schedule {
  const ends = new Map<PlanNode, { readonly endMs: number; readonly after: PlanNode | undefined }>();
  let last: PlanNode | undefined;
  let totalMs = 0;
  for (const node of nodes) {
    let after: PlanNode | undefined;
    let startMs = 0;
    for (const dependency of node.dependencies) {
      const { endMs } = ends.get(dependency) ?? { endMs: 0 };
      if (!isWork(dependency) || (after !== undefined && endMs <= startMs)) continue;
      after = dependency;
      startMs = endMs;
    }
    const takesMs = remainingMs(node, nowMs);
    if (node.decision === 'run') totalMs += takesMs;
    const endMs = isWork(node) ? startMs + takesMs : 0;
    ends.set(node, { endMs, after });
    if (isWork(node) && endMs >= (last === undefined ? 0 : (ends.get(last)?.endMs ?? 0))) last = node;
  }
  const criticalPathMs = last === undefined ? 0 : (ends.get(last)?.endMs ?? 0);
  const criticalPath: PlanNode[] = [];
  for (let node = last; node !== undefined; node = ends.get(node)?.after) criticalPath.push(node);
  criticalPath.reverse();
  const unpriced = nodes.filter(({ decision, price }) => decision === 'run' && price === undefined).length;
  return { criticalPath, criticalPathMs, totalMs, unpriced };
}

function isWork({ decision }: PlanNode): boolean {
  return decision === 'run' || decision === 'wait';
}
