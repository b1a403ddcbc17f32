import type { Verb } from '../child/gated-plan.js';
import { Begin, type Command, Kill, LeasePasses, obeyed, Pause, Step } from './12-commands.js';
import type { Reference } from './12-reference.js';
import type { World } from './12-world.js';

/*
 * Schedules in which one actor is held before each of its steps in turn, while the others do all that could hurt it or be
 * hurt by it. Random ones rarely meet the one step that matters.
 */

const [held, other, third] = [0, 1, 2];

/** More steps than anything takes that is not waiting for somebody. */
const toItsEnd = 45;

/** Enough to look twice at who owns the artifact, and to wait. */
const untilItWaits = 20;

export interface Sweep {
  readonly name: string;
  /** Whether it belongs to the few that are worth their time in every test run. */
  readonly isEssential: boolean;
  /** The schedule in which actor 0 does so many steps and is held then. */
  schedule(hold: Hold): readonly Command[];
}

/** So many steps; remembers whether they were more than there are. */
export class Hold extends Step {
  isOver = false;

  constructor(steps: number) {
    super(held, steps);
  }

  override run = async (reference: Reference, world: World): Promise<void> => {
    await obeyed(reference, () => world.step(held, this.count));
    this.isOver = reference.actor(held).verb === undefined;
  };
}

function all(index: number, verb: Verb['verb']): Command[] {
  return [new Begin(index, verb), new Step(index, toItsEnd)];
}

/** What there is of the artifact before. */
const preludes: Readonly<Record<string, readonly Command[]>> = {
  nothing: [],
  'a result': all(other, 'ask'),
  'a failure': all(other, 'fail'),
};

/** What others do while the one is held; in its midst, perhaps, a lease passes. */
const meanwhile: Readonly<Record<string, (event: readonly Command[]) => readonly Command[]>> = {
  'another asks and ends': (event) => [
    new Begin(other, 'ask'),
    new Step(other, untilItWaits),
    ...event,
    new Step(other, toItsEnd),
    new Kill(other),
  ],
  'another asks and invalidates': (event) => [
    new Begin(other, 'ask'),
    new Step(other, untilItWaits),
    ...event,
    new Step(other, toItsEnd),
    ...all(third, 'invalidate'),
  ],
  'another invalidates and asks': (event) => [
    new Begin(other, 'invalidate'),
    new Step(other, untilItWaits),
    ...event,
    new Step(other, toItsEnd),
    ...all(other, 'ask'),
  ],
};

/** What happens to the one that is held. */
const fates: Readonly<Record<string, { readonly early: readonly Command[]; readonly late: readonly Command[] }>> = {
  'held for a moment': { early: [], late: [] },
  'held for a lease': { early: [], late: [new LeasePasses()] },
  killed: { early: [new Kill(held)], late: [] },
};

/** What may be worth doing to each prelude: who asks for a result gets it, and there the story ends. */
const verbs: Readonly<Record<string, readonly Verb['verb'][]>> = {
  nothing: ['ask', 'fail'],
  'a result': ['invalidate'],
  'a failure': ['invalidate', 'ask'],
};

const essential: readonly string[] = [
  'nothing; ask; held for a moment; another asks and ends',
  'nothing; ask; held for a lease; another asks and invalidates',
  'a result; invalidate; held for a lease; another invalidates and asks',
];

/** Everything there is to sweep. */
export function sweeps(): readonly Sweep[] {
  const found: Sweep[] = [];
  for (const [before, prelude] of Object.entries(preludes)) {
    for (const verb of verbs[before] ?? []) {
      for (const [fate, { early, late }] of Object.entries(fates)) {
        for (const [story, others] of Object.entries(meanwhile)) {
          const name = [before, verb, fate, story].join('; ');
          const schedule = (hold: Hold) => [
            ...prelude,
            new Begin(held, verb),
            hold,
            new Pause(held, true),
            ...early,
            ...others(late),
          ];
          found.push({ name, isEssential: essential.includes(name), schedule });
        }
      }
    }
  }
  return found;
}
