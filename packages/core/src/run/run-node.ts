import type { HuldraError } from '../errors/index.js';
import type { GraphNode } from '../plan/index.js';
import type { Target } from '../runtime/index.js';
import type { Quantities } from './quantities.js';

/**
 * What became of an artifact. `computed`: by this run; `ready`: its result was there; `waited`: another process computed it; `blocked`:
 * something that it depends on failed; `skipped`: the run stopped before it began; `cancelled`: the run was cancelled in the middle of it.
 */
export type NodeOutcome = 'computed' | 'ready' | 'waited' | 'failed' | 'blocked' | 'skipped' | 'cancelled';

/** An artifact of a run. */
export interface RunNode {
  readonly target: Target;
  readonly needs: Quantities;
  /** Nodes of equal needs share it. */
  readonly needsKey: string;
  /** The order in which ready nodes are begun, by how long everything that waits for them takes: 0 first. */
  readonly rank: number;
  readonly dependents: readonly RunNode[];
  /** How many of its dependencies are not done yet. */
  missing: number;
  outcome: NodeOutcome | undefined;
  attempts: number;
  durationMs: number | undefined;
  error: HuldraError | undefined;
}

/** What is known of artifacts before they are computed. */
export interface Estimates {
  readonly needsOf: (target: Target) => Quantities;
  /** How long one takes, in any unit. */
  readonly weightOf: (target: Target) => number;
}

/** The artifacts among `needed`, as nodes of a run, in the order of the graph: dependencies before dependents. */
export function runNodes(needed: readonly GraphNode[], { needsOf, weightOf }: Estimates): readonly RunNode[] {
  const isNeeded = new Set(needed);
  const dependents = new Map<GraphNode, GraphNode[]>(needed.map((node) => [node, []]));
  for (const node of needed) {
    for (const dependency of node.dependencies) dependents.get(dependency)?.push(node);
  }
  const ranks = ranksOf(needed, dependents, weightOf);
  const nodes = new Map<GraphNode, RunNode>();
  // From the end, so that the dependents of a node are there before it.
  for (const node of [...needed].reverse()) {
    const needs = needsOf(node.target);
    nodes.set(node, {
      target: node.target,
      needs,
      needsKey: JSON.stringify([...needs].sort()),
      rank: ranks.get(node) ?? 0,
      dependents: (dependents.get(node) ?? []).map((dependent) => nodes.get(dependent) as RunNode),
      missing: node.dependencies.filter((dependency) => isNeeded.has(dependency)).length,
      outcome: undefined,
      attempts: 0,
      durationMs: undefined,
      error: undefined,
    });
  }
  return [...nodes.values()].reverse();
}

/**
 * List scheduling by critical path, "highest level first with estimated times" (Adam, Chandy and Dickson 1974): of the nodes that are
 * ready, the one goes first from which the longest way leads to the end of the graph; equal ones in the order of the graph.
 */
function ranksOf(
  needed: readonly GraphNode[],
  dependents: ReadonlyMap<GraphNode, readonly GraphNode[]>,
  weightOf: Estimates['weightOf'],
): ReadonlyMap<GraphNode, number> {
  const heights = new Map<GraphNode, number>();
  for (const node of [...needed].reverse()) {
    const above = (dependents.get(node) ?? []).map((dependent) => heights.get(dependent) ?? 0);
    heights.set(node, weightOf(node.target) + above.reduce((a, b) => Math.max(a, b), 0));
  }
  const order = [...needed].sort((a, b) => (heights.get(b) ?? 0) - (heights.get(a) ?? 0));
  return new Map(order.map((node, rank) => [node, rank]));
}
