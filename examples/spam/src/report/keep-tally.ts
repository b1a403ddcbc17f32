import { subscribe } from 'huldra';
import { type Tally, tallyOf } from './tally.js';

/** Counts what huldra computes and what it finds. `finish` stops listening and returns the count. */
export function keepTally(): { finish: () => Tally } {
  const tally = tallyOf();
  const unsubscribe = subscribe((event) => {
    if (event.type === 'hit') tally.reused(event.artifact);
    else if (event.type === 'published') tally.computed(event.artifact, event.depth, event.durationMs);
  });
  return {
    finish: () => {
      unsubscribe();
      return tally;
    },
  };
}
