import { setTimeout as sleep } from 'node:timers/promises';
import type { Plan } from '../child/plan.js';
import { Child, type ChildOptions } from './child.js';
import { Ledger } from './ledger.js';

/** A process of a host and what it created. */
interface Life {
  readonly child: Child;
  readonly ledger: Ledger;
  readonly wasKilled: boolean;
}

export interface Mortal {
  readonly name: string;
  /** Where ledgers are kept, out of the way of the fault. */
  readonly directory: string;
  readonly plan: Omit<Plan, 'ledger' | 'ids'>;
  /** Jobs in the order in which each life asks for them. */
  readonly orders: readonly (readonly number[])[];
  readonly options: ChildOptions;
}

/**
 * Runs one process after the other: all but the last are killed while they create, the last may finish. One life for each of
 * `orders`.
 */
export async function liveAndDie(mortal: Mortal): Promise<readonly Life[]> {
  const lives: Life[] = [];
  for (const [number, ids] of mortal.orders.entries()) {
    const ledger = new Ledger(mortal.directory, `ledger-${mortal.name}-${number}.txt`);
    const child = new Child({ ...mortal.plan, ids, ledger: ledger.path }, mortal.options);
    try {
      await child.ready();
      child.go();
      const isLast = number === mortal.orders.length - 1;
      const wasKilled = !isLast && (await killInCreate(child, ledger, number + 1, mortal.plan.ms ?? 0));
      await child.ended;
      lives.push({ child, ledger, wasKilled });
    } finally {
      child.kill('SIGKILL');
    }
  }
  return lives;
}

/** Kills the child in its create number `count`, which takes `ms`, or soon after; false when it never got there. */
async function killInCreate(child: Child, ledger: Ledger, count: number, ms: number): Promise<boolean> {
  let isOver = false;
  child.ended.then(() => {
    isOver = true;
  });
  while (ledger.total() < count) {
    if (isOver) return false;
    await sleep(2);
  }
  await sleep(Math.random() * 1.1 * ms);
  if (isOver) return false;
  child.kill('SIGKILL');
  return true;
}

export interface Census {
  readonly creates: number;
  /** How many owners died in create. */
  readonly deaths: number;
  readonly problems: readonly string[];
}

/** Each job is to have been created once, and once more for each owner that died meanwhile; and no value is to be wrong. */
export function census(jobs: number, lives: readonly Life[]): Census {
  const problems: string[] = [];
  const creates = new Map<number, number>();
  const deaths = new Map<number, number>();
  for (const { child, ledger, wasKilled } of lives) {
    for (const [id, count] of ledger.counts()) creates.set(id, (creates.get(id) ?? 0) + count);
    const died = wasKilled ? diedIn(child, ledger) : undefined;
    if (died !== undefined) deaths.set(died, (deaths.get(died) ?? 0) + 1);
    problems.push(...(wasKilled ? wrongSayings(child) : child.problems()));
  }
  for (let id = 0; id < jobs; id += 1) {
    const [count, allowed] = [creates.get(id) ?? 0, 1 + (deaths.get(id) ?? 0)];
    if (count === 0 || count > allowed)
      problems.push(`job ${id} was created ${count} times, ${allowed - 1} owners died`);
  }
  return { creates: sum(creates.values()), deaths: sum(deaths.values()), problems };
}

/** The job that the child had begun last, unless it had said that it was done with it. */
function diedIn(child: Child, ledger: Ledger): number | undefined {
  const last = ledger.last();
  return child.reports.some((report) => report.type === 'value' && report.id === last) ? undefined : last;
}

function wrongSayings(child: Child): readonly string[] {
  return child.reports.flatMap((report) => {
    if (report.type === 'error') return [`job ${report.id}: ${report.code} ${report.message}`];
    return report.type === 'value' && !report.isRight ? [`job ${report.id} has a wrong value`] : [];
  });
}

function sum(numbers: Iterable<number>): number {
  return [...numbers].reduce((total, number) => total + number, 0);
}

export function figuresOf(censuses: readonly Census[]): string {
  const creates = sum(censuses.map((census) => census.creates));
  return `${creates} creates, ${sum(censuses.map((census) => census.deaths))} owners killed in create`;
}

/** All jobs, for each life in another order. */
export function ordersOf(jobs: number, lives: number, seed: number): number[][] {
  return Array.from({ length: lives }, (_, life) => {
    const start = ((seed * 7 + life * 3) * 13) % jobs;
    return Array.from({ length: jobs }, (_, index) => (start + index) % jobs);
  });
}
