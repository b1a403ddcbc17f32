import type { Decision } from '../plan-node.js';
import type { PlanView } from '../plan-view.js';
import { counted, duration } from './text.js';

const decisions = ['run', 'wait', 'blocked', 'skip', 'hit'] as const satisfies readonly Decision[];

/** `2 run, 1 hit`; what there is none of is left out. */
export function countsText(counts: PlanView['counts']): string {
  return decisions
    .filter((decision) => counts[decision] > 0)
    .map((decision) => `${counts[decision].toLocaleString('en')} ${decision}`)
    .join(', ');
}

/** What stands above a table and a tree. */
export function summaryLines({ nodes, counts, totalMs, criticalPathMs, unpriced }: PlanView): string[] {
  const list = countsText(counts);
  const lines = [`${counted(nodes.length, 'artifact')}${list === '' ? '' : `: ${list}`}`];
  if (totalMs === 0) return lines;
  const path = criticalPathMs === totalMs ? '' : `, ${duration(criticalPathMs)} on the longest path`;
  const unknown = unpriced === 0 ? '' : `, without ${unpriced.toLocaleString('en')} not estimated`;
  return [...lines, `about ${duration(totalMs)} of work${path}${unknown}`];
}
