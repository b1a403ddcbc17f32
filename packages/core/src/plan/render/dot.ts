import type { PlanNode } from '../plan-node.js';
import type { PlanView } from '../plan-view.js';
import { palette } from './palette.js';
import { harmless, nameOf } from './text.js';

/** The graph in Graphviz' language; arrows lead from a dependency to what needs it. */
export function planAsDot({ nodes }: PlanView): string {
  const ids = new Map(nodes.map((node, index) => [node, `n${index}`]));
  const boxes = nodes.map(
    (node) => `  ${ids.get(node)} [label=${label(node)}, fillcolor="${palette[node.decision]}"];`,
  );
  const arrows = nodes.flatMap((node) =>
    node.dependencies.map((dependency) => `  ${ids.get(dependency)} -> ${ids.get(node)};`),
  );
  const style = '  rankdir=LR;\n  node [shape=box, style="rounded,filled", fontname="sans-serif"];';
  return ['digraph plan {', style, ...boxes, ...arrows, '}', ''].join('\n');
}

function label(node: PlanNode): string {
  const why = node.decision === 'hit' ? 'hit' : `${node.decision}: ${harmless(node.reason)}`;
  return `"${escaped(nameOf(node))}\\n${escaped(why)}"`;
}

/** A backslash begins an escape of Graphviz', such as `\N` for the node's own name. */
function escaped(text: string): string {
  return text.replace(/[\\"]/g, (character) => `\\${character}`);
}
