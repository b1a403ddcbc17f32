import type { Decision, PlanNode } from './plan-node.js';
import type { Schedule } from './schedule.js';

/** What a plan says, for those who show it. */
export interface PlanView extends Schedule {
  readonly nodes: readonly PlanNode[];
  readonly targets: readonly PlanNode[];
  readonly counts: Readonly<Record<Decision, number>>;
}
