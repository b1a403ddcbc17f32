import type { PlanNode } from '../plan-node.js';
import type { PlanView } from '../plan-view.js';
import { summaryLines } from './summary.js';
import type { TextSize } from './table.js';
import { duration, fitted, harmless, nameOf } from './text.js';

interface Branch {
  readonly node: PlanNode;
  /** What stands before the lines of its dependencies. */
  readonly indent: string;
  /** What stands before its own. */
  readonly prefix: string;
}

/** The targets, and below each what it depends on. What was shown already is shown without what it depends on. */
export function planAsTree(plan: PlanView, { width, lines }: TextSize): string {
  const shown: string[] = [];
  const met = new Set<PlanNode>();
  // An explicit stack: the graph may be ten thousand deep.
  const stack: Branch[] = plan.targets.map((node) => ({ node, indent: '', prefix: '' })).reverse();
  for (let branch = stack.pop(); branch !== undefined; branch = stack.pop()) {
    const { node, indent, prefix } = branch;
    if (shown.length >= lines) {
      const left = plan.nodes.length - met.size;
      shown.push(left > 0 ? `… and ${left.toLocaleString('en')} more` : '…');
      break;
    }
    const isRepeated = met.has(node) && node.dependencies.length > 0;
    shown.push(fitted(`${prefix}${lineOf(node)}${isRepeated ? ' (see above)' : ''}`, width));
    met.add(node);
    if (isRepeated) continue;
    const last = node.dependencies.length - 1;
    const branches = node.dependencies.map((dependency, index) => ({
      node: dependency,
      indent: `${indent}${index === last ? '   ' : '│  '}`,
      prefix: `${indent}${index === last ? '└─ ' : '├─ '}`,
    }));
    stack.push(...branches.reverse());
  }
  const head = summaryLines(plan).map((line) => fitted(line, width));
  return [...head, ...(shown.length === 0 ? [] : ['', ...shown])].join('\n');
}

function lineOf(node: PlanNode): string {
  const { decision, reason, price } = node;
  if (decision === 'hit') return `${nameOf(node)}  hit`;
  const time = price === undefined || decision === 'blocked' ? '' : ` (${duration(price.medianMs)})`;
  return `${nameOf(node)}  ${decision}${time}: ${harmless(reason)}`;
}
