import type { Decision, PlanNode } from '../plan-node.js';
import type { PlanView } from '../plan-view.js';
import { countsText, summaryLines } from './summary.js';
import { duration, fitted, harmless, nameOf, padded, widthOf } from './text.js';

export interface TextSize {
  /** Columns of the terminal. */
  readonly width: number;
  /** How many lines to show. */
  readonly lines: number;
}

/** What is to be done comes first, in the order of its dependencies; what is there already comes last. */
const rank: Readonly<Record<Decision, number>> = { run: 0, wait: 0, blocked: 0, hit: 1 };

/** No column of a table is narrower than this: below it, lines are cut. */
const least = 10;

/** A line for each artifact: what would happen, to which, why, and how long it takes. */
export function planAsTable(plan: PlanView, { width, lines }: TextSize): string {
  const ordered = [...plan.nodes].sort((a, b) => rank[a.decision] - rank[b.decision]);
  const shown = ordered.slice(0, Math.max(1, lines));
  const rest = ordered.slice(shown.length);
  const body = rows(shown, width);
  const more = rest.length === 0 ? [] : [`… and ${countsText(countsOf(rest))} more`];
  const all = [...summaryLines(plan), ...(body.length === 0 ? [] : ['', ...body]), ...more];
  return all.map((line) => fitted(line, width)).join('\n');
}

function rows(nodes: readonly PlanNode[], width: number): string[] {
  const names = nodes.map(nameOf);
  const times = nodes.map(({ price, decision }) =>
    price === undefined || decision === 'blocked' ? '' : duration(price.medianMs),
  );
  const decisionWidth = Math.max(0, ...nodes.map(({ decision }) => decision.length));
  const nameWidth = Math.min(Math.max(0, ...names.map(widthOf)), Math.max(least, Math.floor(width * 0.4)));
  const timeWidth = Math.max(0, ...times.map(widthOf));
  const fixed = decisionWidth + 2 + nameWidth + 2 + (timeWidth === 0 ? 0 : timeWidth + 2);
  const reasonWidth = Math.max(least, width - fixed);
  return nodes.map(({ decision, reason }, index) => {
    const name = padded(fitted(names[index] ?? '', nameWidth), nameWidth);
    const why = decision === 'hit' ? '' : fitted(harmless(reason), reasonWidth);
    const time = times[index] ?? '';
    const end = time === '' ? why : `${padded(why, reasonWidth)}  ${' '.repeat(timeWidth - widthOf(time))}${time}`;
    return `${padded(decision, decisionWidth)}  ${name}  ${end}`.trimEnd();
  });
}

function countsOf(nodes: readonly PlanNode[]): PlanView['counts'] {
  const counts = { hit: 0, run: 0, wait: 0, blocked: 0 };
  for (const { decision } of nodes) counts[decision] += 1;
  return counts;
}
