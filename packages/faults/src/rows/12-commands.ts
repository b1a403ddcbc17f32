import * as fc from 'fast-check';
import type { Verb } from '../child/gated-plan.js';
import type { Reference } from './12-reference.js';
import type { World } from './12-world.js';

export type Command = fc.AsyncCommand<Reference, World>;

/** Runs something and then says what has been against the rules so far. */
export async function obeyed(reference: Reference, run: () => Promise<void> | void): Promise<void> {
  await run();
  if (reference.problems.length > 0) throw new Error(reference.problems.join('\n'));
}

export class Begin implements Command {
  constructor(
    private readonly index: number,
    private readonly verb: Verb['verb'],
  ) {}
  check = (reference: Readonly<Reference>): boolean => reference.actor(this.index).verb === undefined;
  run = (reference: Reference, world: World) => obeyed(reference, () => world.begin(this.index, this.verb));
  toString = () => `${this.index} ${this.verb}`;
}

export class Step implements Command {
  constructor(
    protected readonly index: number,
    protected readonly count: number,
  ) {}
  check(reference: Readonly<Reference>): boolean {
    const { verb, isPaused } = reference.actor(this.index);
    return verb !== undefined && !isPaused;
  }
  run = (reference: Reference, world: World): Promise<void> =>
    obeyed(reference, () => world.step(this.index, this.count));
  toString = () => `${this.index} x${this.count}`;
}

/** The steps before which it matters most what the others do. */
const crucial = [
  'list locks',
  'make lock',
  'link record',
  'list staged',
  'make beat',
  'read beat',
  'create',
  'link result',
  'set aside result',
  'replace',
];

export class RunUntil implements Command {
  constructor(
    private readonly index: number,
    private readonly step: string,
  ) {}
  check(reference: Readonly<Reference>): boolean {
    const { verb, isPaused } = reference.actor(this.index);
    return verb !== undefined && !isPaused;
  }
  run = (reference: Reference, world: World) => obeyed(reference, () => world.runUntil(this.index, this.step));
  toString = () => `${this.index} until ${this.step}`;
}

export class Pause implements Command {
  constructor(
    private readonly index: number,
    private readonly isPaused: boolean,
  ) {}
  check(reference: Readonly<Reference>): boolean {
    const actor = reference.actor(this.index);
    return actor.verb !== undefined && actor.isPaused !== this.isPaused;
  }
  async run(reference: Reference): Promise<void> {
    reference.actor(this.index).isPaused = this.isPaused;
  }
  toString = () => `${this.index} ${this.isPaused ? 'stops' : 'goes on'}`;
}

export class LeasePasses implements Command {
  check = (reference: Readonly<Reference>): boolean => reference.actors.some(({ verb }) => verb !== undefined);
  run = (reference: Reference, world: World) => obeyed(reference, () => world.leasePasses());
  toString = () => 'a lease passes';
}

/** In the middle of something, or after it, when its claims may still be on disk. */
export class Kill implements Command {
  constructor(private readonly index: number) {}
  check = (): boolean => true;
  run = (reference: Reference, world: World) => obeyed(reference, () => world.kill(this.index));
  toString = () => `${this.index} is killed`;
}

/** What may happen, so often as it is good for finding faults. */
export function commands(actors: number): fc.Arbitrary<Iterable<Command>> {
  const index = fc.nat(actors - 1);
  const verb = fc.constantFrom<Verb['verb'][]>('ask', 'ask', 'ask', 'fail', 'renew', 'invalidate');
  const begin = fc.tuple(index, verb).map(([who, what]) => new Begin(who, what));
  const count = fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 12 }), fc.constant(40));
  const step = fc.tuple(index, count).map(([who, steps]) => new Step(who, steps));
  const runUntil = fc.tuple(index, fc.constantFrom(...crucial)).map(([who, what]) => new RunUntil(who, what));
  const pause = fc.tuple(index, fc.boolean()).map(([who, isPaused]) => new Pause(who, isPaused));
  const leasePasses = fc.constant(new LeasePasses());
  // To start another process takes a hundred times as long as a step.
  const kill = fc.oneof({ arbitrary: index.map((who) => new Kill(who)), weight: 1 }, { arbitrary: step, weight: 7 });
  const choices = [
    begin,
    begin,
    begin,
    begin,
    step,
    step,
    step,
    runUntil,
    runUntil,
    runUntil,
    runUntil,
    pause,
    leasePasses,
    kill,
  ];
  return fc.commands(choices, { maxCommands: 60, size: 'max' });
}
