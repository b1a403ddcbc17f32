import { type Decision, noDecisions, type PlanNode } from '../plan-node.js';
import type { PlanView } from '../plan-view.js';
import { countsText, summaryLines } from './summary.js';
import { duration, fitted, harmless, nameOf, padded, widthOf, wrapped } from './text.js';

export interface TextSize {
  /** Columns of the terminal. */
  readonly width: number;
  /** How many lines to show. */
  readonly lines: number;
}

/** What is to be done comes first, in the order of its dependencies; what is there already comes last. */
const rank: Readonly<Record<Decision, number>> = { run: 0, wait: 0, blocked: 0, skip: 1, hit: 1 };

/** A reason is broken into at most so many lines. */
const reasonLines = 3;

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
  return nodes.flatMap(({ decision, reason }, index) => {
    const name = padded(fitted(names[index] ?? '', nameWidth), nameWidth);
    const [why = '', ...further] = decision === 'hit' ? [] : wrapped(harmless(reason), reasonWidth, reasonLines);
    const time = times[index] ?? '';
    const end = time === '' ? why : `${padded(why, reasonWidth)}  ${' '.repeat(timeWidth - widthOf(time))}${time}`;
    const indent = ' '.repeat(decisionWidth + 2 + nameWidth + 2);
    const first = `${padded(decision, decisionWidth)}  ${name}  ${end}`.trimEnd();
    return [first, ...further.map((line) => indent + line)];
  });
}

function countsOf(nodes: readonly PlanNode[]): PlanView['counts'] {
  const counts = noDecisions();
  for (const { decision } of nodes) counts[decision] += 1;
  return counts;
}
