import type { PreviousOwner } from '../events/index.js';
import { batchJob, deathOf, type Release, type Standing, summary } from '../store/index.js';

/** What became of the owner before: it gave its claim back with an outcome, or died. */
export interface Predecessor extends PreviousOwner {
  readonly outcome: Release['outcome'] | 'died';
}

/** The owner before whoever takes the next epoch; undefined when there was none, or its result was published. */
export function predecessorOf({ last }: Extract<Standing, { kind: 'free' }>): Predecessor | undefined {
  if (last === undefined) return undefined;
  const owner = summary(last);
  const { released } = last;
  if (released !== undefined) return { epoch: last.epoch, owner, outcome: released.outcome, why: released.reason };
  return { epoch: last.epoch, owner, outcome: 'died', why: deathOf(last, batchJob(process.env)) ?? 'silent' };
}

/** The owner whose claim was taken over; undefined when it had given it back. */
export function takenOver(predecessor: Predecessor | undefined): PreviousOwner | undefined {
  if (predecessor?.outcome !== 'died') return undefined;
  const { outcome: _, ...previous } = predecessor;
  return previous;
}
