import type { PlanNode } from '../plan-node.js';
import type { PlanView } from '../plan-view.js';

/** A node of a plan as JSON data; others are named by their `id`. */
export interface PlanNodeJson
  extends Pick<PlanNode, 'status' | 'decision' | 'reason' | 'owner' | 'comparedWith' | 'price'> {
  /** `<namespace>/<hash>`. */
  readonly id: string;
  readonly className: string;
  readonly namespace: string;
  readonly hash: string;
  readonly dir: string;
  readonly dependencies: readonly string[];
  readonly blockedBy: string | undefined;
}

/** A plan as JSON data. Members without a value are left out when it becomes text. */
export interface PlanJson extends Pick<PlanView, 'counts' | 'totalMs' | 'criticalPathMs' | 'unpriced'> {
  readonly schemaVersion: 1;
  readonly criticalPath: readonly string[];
  readonly targets: readonly string[];
  readonly nodes: readonly PlanNodeJson[];
}

export function planAsJson(plan: PlanView): PlanJson {
  const { counts, totalMs, criticalPathMs, unpriced } = plan;
  return {
    schemaVersion: 1,
    counts,
    totalMs,
    criticalPathMs,
    unpriced,
    criticalPath: plan.criticalPath.map(idOf),
    targets: plan.targets.map(idOf),
    nodes: plan.nodes.map(nodeAsJson),
  };
}

function idOf({ ref }: PlanNode): string {
  return `${ref.namespace}/${ref.hash}`;
}

function nodeAsJson(node: PlanNode): PlanNodeJson {
  const { ref, status, decision, reason, owner, comparedWith, price, blockedBy } = node;
  const { className, namespace, hash, dir } = ref;
  return {
    id: idOf(node),
    className,
    namespace,
    hash,
    dir,
    status,
    decision,
    reason,
    dependencies: node.dependencies.map(idOf),
    owner,
    blockedBy: blockedBy === undefined ? undefined : idOf(blockedBy),
    comparedWith,
    price,
  };
}
