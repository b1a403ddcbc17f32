import { join } from 'node:path';
import * as fc from 'fast-check';
import type { Bench, Scale } from '../row.js';
import { type Command, commands } from './12-commands.js';
import { Crew } from './12-crew.js';
import { Reference } from './12-reference.js';
import { Hold, sweeps } from './12-sweep.js';
import { World } from './12-world.js';

const actors = 3;

/** How many steps somebody may be held after: more than anything takes that is not waiting. */
const maxSteps = 30;

/** How many schedules are made up, and for how long at most: with the search for a small example, should one go wrong. */
const randomRuns: Readonly<Record<Scale, number>> = { slice: 20, full: 400 };
const maxRandomMs = 60_000;

export interface Schedules {
  readonly runs: number;
  readonly steps: number;
  readonly problems: readonly string[];
}

/** Lets real processes work on one artifact, step by step in many orders, and holds what they do against the reference. */
export async function runSchedules({ scale, directory, execArgv }: Bench): Promise<Schedules> {
  const runner = new Runner(join(directory, 'schedules'), execArgv);
  try {
    await runner.crew.ready();
    const swept = await sweepAll(runner, scale);
    const problems = swept.length > 0 ? swept : await makeUp(runner, scale);
    return { runs: runner.runs, steps: runner.steps, problems };
  } finally {
    await runner.crew.end();
  }
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

async function sweepAll(runner: Runner, scale: Scale): Promise<string[]> {
  const problems: string[] = [];
  for (const { name, isEssential, schedule } of sweeps()) {
    if (scale === 'slice' && !isEssential) continue;
    for (let steps = 0, isOver = false; !isOver && problems.length < 5; steps += 1) {
      const hold = new Hold(steps);
      await runner
        .run(schedule(hold))
        .catch((error: unknown) => problems.push(`${name}, after ${steps} steps: ${String(error)}`));
      isOver = hold.isOver || steps === maxSteps;
    }
  }
  return problems;
}

async function makeUp(runner: Runner, scale: Scale): Promise<string[]> {
  const deadline = performance.now() + maxRandomMs;
  const property = fc.asyncProperty(commands(actors), async (schedule) => {
    // Not fast-check's own limit: it does not wait for the run that it interrupts.
    if (performance.now() < deadline) await runner.run(schedule);
  });
  const { failed, errorInstance, counterexample, seed } = await fc.check(property, { numRuns: randomRuns[scale] });
  return failed ? [`${String(errorInstance)}\nafter: ${String(counterexample)}\nseed ${seed}`] : [];
}
