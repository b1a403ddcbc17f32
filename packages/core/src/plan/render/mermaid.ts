import type { Decision, PlanNode } from '../plan-node.js';
import type { PlanView } from '../plan-view.js';
import { palette } from './palette.js';
import { harmless, nameOf } from './text.js';

/** The graph in Mermaid's language; arrows lead from a dependency to what needs it. */
export function planAsMermaid({ nodes }: PlanView): string {
  const ids = new Map(nodes.map((node, index) => [node, `n${index}`]));
  const boxes = nodes.map((node) => `  ${ids.get(node)}["${label(node)}"]:::${node.decision}`);
  const arrows = nodes.flatMap((node) =>
    node.dependencies.map((dependency) => `  ${ids.get(dependency)} --> ${ids.get(node)}`),
  );
  const styles = (Object.keys(palette) as Decision[]).map(
    (decision) => `  classDef ${decision} fill:${palette[decision]},stroke:#555,color:#111`,
  );
  return ['flowchart LR', ...boxes, ...arrows, ...styles, ''].join('\n');
}

function label(node: PlanNode): string {
  const why = node.decision === 'hit' ? 'hit' : `${node.decision}: ${harmless(node.reason)}`;
  return `${escaped(nameOf(node))}<br>${escaped(why)}`;
}

/** Mermaid's own entities, for everything that could end the text or be taken for markup. */
function escaped(text: string): string {
  return text.replace(/[#"<>&`[\]{}()|;\\]/g, (character) => `#${character.charCodeAt(0)};`);
}
