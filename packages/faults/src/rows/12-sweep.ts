import type { Verb } from '../child/gated-plan.js';
import { Begin, type Command, Kill, LeasePasses, obeyed, Pause, RunUntil, Step } from './12-commands.js';
import type { Reference } from './12-reference.js';
import type { World } from './12-world.js';

/*
 * Schedules in which one actor is held before each of its steps in turn, while the others do all that could hurt it or be
 * hurt by it. Random ones rarely meet the one step that matters.
 */

const [held, other, third] = [0, 1, 2];

/** More steps than anything takes that is not waiting for somebody. */
const toItsEnd = 45;

/** More than anything takes that actor 0 is held in, even if it waits for a while. */
const maxSteps = 30;

/** Enough to look twice at who owns the artifact, and to wait. */
const untilItWaits = 20;

export interface Sweep {
  readonly name: string;
  /** Whether it belongs to the few that are worth their time in every test run. */
  readonly isEssential: boolean;
  /** After how many steps actor 0 is held at most, if it is not done before that. */
  readonly maxSteps: number;
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
  'a result': ['invalidate', 'renew'],
  'a failure': ['invalidate', 'ask'],
};

const essential: readonly string[] = [
  'nothing; ask; held for a lease; another asks and invalidates',
  'a result; invalidate; held for a lease; another invalidates and asks',
];

/** A death costs as much time as some hundred steps, since another process has to start: so it comes where it may matter. */
function isWorthwhile(verb: Verb['verb'], fate: string, story: string): boolean {
  if (story === 'another asks and ends') return verb === 'ask' && fate !== 'killed';
  return fate !== 'killed' || story === 'another asks and invalidates';
}

function* victims(): Iterable<Sweep> {
  for (const [before, prelude] of Object.entries(preludes)) {
    for (const verb of verbs[before] ?? []) {
      for (const [fate, { early, late }] of Object.entries(fates)) {
        for (const [story, others] of Object.entries(meanwhile)) {
          if (!isWorthwhile(verb, fate, story)) continue;
          const name = [before, verb, fate, story].join('; ');
          const prologue = [...prelude, new Begin(held, verb)];
          const schedule = (hold: Hold) => [...prologue, hold, new Pause(held, true), ...early, ...others(late)];
          yield { name, isEssential: essential.includes(name), maxSteps, schedule };
        }
      }
    }
  }
}

/** Who has seen no result, and then finds that nobody owns the artifact, may have missed that it was published in between. */
const published: Sweep = {
  name: 'nothing; ask, held before its claim; another asks and ends',
  isEssential: true,
  maxSteps: 6,
  schedule: (hold) => [new Begin(held, 'ask'), hold, ...all(other, 'ask'), new Kill(other), new Step(held, toItsEnd)],
};

/** Who waits for a living owner, and is held while that owner's heart beats for a lease, must not take it for dead. */
const observer: Sweep = {
  name: 'an owner at work; ask, held for a lease',
  isEssential: true,
  maxSteps,
  schedule: (hold) => [
    new Begin(other, 'ask'),
    new RunUntil(other, 'created'),
    new Begin(held, 'ask'),
    hold,
    new Pause(held, true),
    new LeasePasses(),
    new Pause(held, false),
    new Step(held, untilItWaits),
    ...all(third, 'ask'),
    new Step(other, toItsEnd),
  ],
};

/**
 * Who lists the locks while another makes one may see the lock and not whose it is, and must not take it for that of the epoch before,
 * which is over.
 */
const listing: Sweep = {
  name: 'a failure; ask, listing while another makes its lock, held before its own until the other creates',
  isEssential: true,
  maxSteps,
  schedule: (hold) => [
    ...all(third, 'fail'),
    new Begin(other, 'ask'),
    new RunUntil(other, 'make intent'),
    new Begin(held, 'ask'),
    hold,
    new RunUntil(other, 'link record'),
    new RunUntil(held, 'make lock'),
    new RunUntil(other, 'created'),
    new Step(held, toItsEnd),
    new Step(other, toItsEnd),
  ],
};

/** Who has set a successor's result aside, and is held once more, must not put it back over the next one. */
const twice: Sweep = {
  name: 'a result; invalidate, held for a lease, then for another before it puts back what it took',
  isEssential: true,
  maxSteps,
  schedule: (hold) => [
    ...all(other, 'ask'),
    new Begin(held, 'invalidate'),
    new RunUntil(held, 'set aside result'),
    new Pause(held, true),
    new Begin(other, 'invalidate'),
    new Step(other, untilItWaits),
    new LeasePasses(),
    new Step(other, toItsEnd),
    ...all(other, 'ask'),
    new Pause(held, false),
    hold,
    new Pause(held, true),
    new Begin(third, 'ask'),
    new Step(third, untilItWaits),
    new LeasePasses(),
    new Step(third, toItsEnd),
  ],
};

/** Who computes because a result has been set aside too late finds it put back, and must not replace it. */
const back: Sweep = {
  name: 'a result that an invalidation, held for a lease, has set aside; ask, held until it is put back',
  isEssential: false,
  maxSteps,
  schedule: (hold) => [
    ...all(third, 'ask'),
    new Begin(other, 'invalidate'),
    new RunUntil(other, 'set aside result'),
    new Pause(other, true),
    new Begin(third, 'invalidate'),
    new Step(third, untilItWaits),
    new LeasePasses(),
    new Step(third, toItsEnd),
    ...all(third, 'ask'),
    new Pause(other, false),
    new Step(other, 1),
    new Begin(held, 'ask'),
    new Step(held, untilItWaits),
    new LeasePasses(),
    hold,
    new Step(other, toItsEnd),
    new Step(held, toItsEnd),
  ],
};

/** Everything there is to sweep. */
export function sweeps(): readonly Sweep[] {
  return [...victims(), published, observer, listing, twice, back];
}
