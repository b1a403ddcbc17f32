import { join } from 'node:path';
import * as fc from 'fast-check';
import { inLanes } from '../rig/lanes.js';
import type { Bench, Scale } from '../row.js';
import { type Command, commands } from './12-commands.js';
import { Crew } from './12-crew.js';
import { Reference } from './12-reference.js';
import { Hold, type Sweep, sweeps } from './12-sweep.js';
import { World } from './12-world.js';

const actors = 3;

/** How many schedules are made up in each lane, and for how long at most: with the search for a small example, should one go wrong. */
const randomRuns: Readonly<Record<Scale, number>> = { slice: 6, full: 150 };
const maxRandomMs: Readonly<Record<Scale, number>> = { slice: 8_000, full: 40_000 };

/** How many artifacts are worked on at once, each by a crew of its own: as many as a small machine has processors. */
const lanes = 2;

/** Sweeps that go wrong do so at many steps; so many are enough to see why. */
const enoughProblems = 5;

export interface Schedules {
  readonly runs: number;
  readonly steps: number;
  readonly problems: readonly string[];
}

/** Lets real processes work on one artifact, step by step in many orders, and holds what they do against the reference. */
export async function runSchedules({ scale, directory, execArgv, seed }: Bench): Promise<Schedules> {
  const runners = Array.from({ length: lanes }, (_, lane) => new Runner(join(directory, `lane-${lane}`), execArgv));
  const problems: string[] = [];
  const each = <T>(items: readonly T[], work: (item: T, runner: Runner) => Promise<readonly string[]>) =>
    inLanes(lanes, items, async (item, lane) => {
      const runner = runners[lane];
      if (runner !== undefined && problems.length < enoughProblems) problems.push(...(await work(item, runner)));
    });
  try {
    for (const { crew } of runners) await crew.ready();
    const wanted = sweeps().filter(({ isEssential }) => isEssential || scale === 'full');
    await each(wanted, (sweep, runner) => sweepThrough(sweep, runner));
    // Every lane makes up others.
    await each(runners, (runner) => makeUp(runner, scale, seed + runners.indexOf(runner)));
  } finally {
    for (const { crew } of runners) await crew.end();
  }
  const sum = (count: (runner: Runner) => number) => runners.reduce((total, runner) => total + count(runner), 0);
  return { runs: sum(({ runs }) => runs), steps: sum(({ steps }) => steps), problems };
}

class Runner {
  readonly crew: Crew;
  runs = 0;
  steps = 0;
  readonly #root: string;

  constructor(root: string, execArgv: readonly string[]) {
    this.#root = root;
    this.crew = new Crew(actors, root, execArgv);
  }

  /** Throws when something goes against the reference. */
  async run(schedule: Iterable<Command>): Promise<void> {
    this.runs += 1;
    const reference = new Reference(actors);
    const world = new World(this.#root, this.runs, this.crew, reference);
    try {
      await fc.asyncModelRun(() => ({ model: reference, real: world }), schedule);
      await world.settle();
      if (reference.problems.length > 0) throw new Error(reference.problems.join('\n'));
    } catch (error) {
      await this.crew.replaceAll();
      throw error;
    } finally {
      this.steps += world.steps;
    }
  }
}

async function sweepThrough({ name, maxSteps, schedule }: Sweep, runner: Runner): Promise<string[]> {
  const problems: string[] = [];
  for (let steps = 0, isOver = false; !isOver && problems.length < enoughProblems; steps += 1) {
    const hold = new Hold(steps);
    await runner
      .run(schedule(hold))
      .catch((error: unknown) => problems.push(`${name}, after ${steps} steps: ${String(error)}`));
    isOver = hold.isOver || steps === maxSteps;
  }
  return problems;
}

async function makeUp(runner: Runner, scale: Scale, seed: number): Promise<string[]> {
  const deadline = performance.now() + maxRandomMs[scale];
  const property = fc.asyncProperty(commands(actors), async (schedule) => {
    // Not fast-check's own limit: it does not wait for the run that it interrupts.
    if (performance.now() < deadline) await runner.run(schedule);
  });
  const { failed, errorInstance, counterexample } = await fc.check(property, { numRuns: randomRuns[scale], seed });
  return failed ? [`made up: ${String(errorInstance)}\nafter: ${String(counterexample)}`] : [];
}
