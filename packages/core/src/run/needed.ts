import type { GraphNode } from '../plan/index.js';
import { findPublished, isToBeRerun, type Target, verdictOf } from '../runtime/index.js';

/** Which nodes of a graph a run must have computed, and which are asked for and have a result. */
export interface Need {
  /** In the order of the graph. */
  readonly needed: readonly GraphNode[];
  readonly ready: readonly GraphNode[];
}

/**
 * What has no valid result, from the targets down: an artifact whose result is there needs nothing that it depends on. Throws
 * `CorruptArtifactError`.
 */
export async function needOf(graph: readonly GraphNode[], targets: ReadonlySet<string>): Promise<Need> {
  const wanted = new Set(targets);
  const needed: GraphNode[] = [];
  const ready: GraphNode[] = [];
  // Dependents come last in the graph, so from its end on whoever wants a node has been looked at before it.
  for (const node of [...graph].reverse()) {
    const { target, dependencies } = node;
    if (!wanted.has(target.layout.dir)) continue;
    if (await isReady(target)) {
      ready.push(node);
      continue;
    }
    needed.push(node);
    for (const dependency of dependencies) wanted.add(dependency.target.layout.dir);
  }
  return { needed: needed.reverse(), ready: ready.reverse() };
}

async function isReady(target: Target): Promise<boolean> {
  if (isToBeRerun(target)) return false;
  const published = findPublished(target);
  return published !== undefined && (await verdictOf(target, published)) === true;
}
