import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { configure, type Status, stateOf } from '@huldra/core';
import { nest, workingOf } from '../child/nested.js';
import type { Plan } from '../child/plan.js';
import { Child, runTogether } from '../rig/child.js';
import { Ledger } from '../rig/ledger.js';
import { until } from '../rig/until.js';
import { type Bench, outcome, type Row } from '../row.js';

interface Case {
  /** How many artifacts are in one another. */
  readonly levels: number;
  /** The one at work when the signal comes, 0 being the innermost; undefined: whichever it is by then. */
  readonly at: number | undefined;
  readonly signal: NodeJS.Signals;
}

export const nested: Row = {
  id: 9,
  fault: 'a process that makes artifacts within artifacts is terminated, some of them being ready',
  promise: 'what was ready stays ready and is not created again; the others are taken over by the next call',
  async run(bench) {
    const cases = bench.scale === 'full' ? allCases() : someCases();
    const problems: string[] = [];
    let kept = 0;
    let repeated = 0;
    // A few at a time: most of their time goes into starting processes.
    const queue = [...cases.entries()];
    const worker = async (): Promise<void> => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        const [number, one] = next;
        const found = await interrupt(bench, number, one);
        problems.push(...found.problems.map((problem) => `${JSON.stringify(one)}: ${problem}`));
        kept += found.kept;
        repeated += found.repeated;
      }
    };
    await Promise.all([worker(), worker()]);
    const title = `${cases.length} terminations of 2 or 3 levels`;
    return outcome(`${title}: ${kept} ready artifacts kept, ${repeated} created again`, problems);
  },
};

function someCases(): Case[] {
  return [
    { levels: 2, at: 1, signal: 'SIGTERM' },
    { levels: 3, at: 1, signal: 'SIGKILL' },
    { levels: 2, at: 0, signal: 'SIGTERM' },
  ];
}

function allCases(): Case[] {
  const signals = ['SIGTERM', 'SIGKILL', 'SIGINT'] as const;
  const sizes = [2, 3] as const;
  const known = sizes.flatMap((levels) =>
    signals.flatMap((signal) => Array.from({ length: levels }, (_, at): Case => ({ levels, at, signal }))),
  );
  const random = Array.from({ length: 30 }, (_, index): Case => {
    return { levels: sizes[index % 2] ?? 2, at: undefined, signal: signals[index % 3] ?? 'SIGTERM' };
  });
  return [...known, ...random];
}

interface Found {
  readonly kept: number;
  readonly repeated: number;
  readonly problems: readonly string[];
}

/** Ends a process in the middle of nested artifacts, then lets three others ask for the outermost at once. */
async function interrupt(bench: Bench, number: number, { levels, at, signal }: Case): Promise<Found> {
  const directory = join(bench.directory, String(number));
  mkdirSync(directory);
  const ledger = new Ledger(directory);
  const working = new Ledger(directory, workingOf('ledger.txt'));
  const msOfLevels = Array.from({ length: levels }, (_, level) => (level === at ? 60_000 : at === undefined ? 15 : 0));
  const plan: Plan = { root: join(directory, 'root'), ledger: ledger.path, ids: [0], kind: 'nested', msOfLevels };
  const options = { execArgv: bench.execArgv, env: { HULDRA_LEASE_SECS: '10' } };
  const victim = new Child(plan, options);
  const next: Plan = { ...plan, msOfLevels: msOfLevels.map(() => 0) };
  const others = Array.from({ length: 3 }, () => new Child(next, options));
  try {
    await Promise.all([victim, ...others].map((child) => child.ready()));
    victim.go();
    await until(() => working.total() > (at ?? 0), victim);
    if (at === undefined) await sleep(Math.random() * 60 * levels);
    victim.kill(signal);
    await victim.ended;
    const before = look(plan);
    const counts = ledger.counts();
    await runTogether(others);
    const problems = others.flatMap((child) => child.problems());
    const expected = msOfLevels.map((_, level): Status => (level < (at ?? 0) ? 'success' : 'preempted'));
    if (at !== undefined && String(before) !== String(expected)) problems.push(`${signal} left behind: ${before}`);
    if (before.includes('running')) problems.push(`${signal} left behind, as if alive: ${before}`);
    const after = look(plan);
    if (after.some((status) => status !== 'success')) problems.push(`the next call left behind: ${after}`);
    for (const [level, status] of before.entries()) {
      const id = levels - 1 - level;
      const again = (ledger.counts().get(id) ?? 0) - (counts.get(id) ?? 0);
      if (again !== (status === 'success' ? 0 : 1))
        problems.push(`level ${level}, ${status}, was created ${again} times more`);
    }
    const kept = before.filter((status) => status === 'success').length;
    return { kept, repeated: levels - kept, problems };
  } finally {
    for (const child of [victim, ...others]) child.kill();
  }
}

/** How each level stands, innermost first. */
function look({ root, ledger, msOfLevels = [] }: Plan): Status[] {
  configure({ root });
  return nest(0, ledger, msOfLevels).map((artifact) => stateOf(artifact).status);
}
