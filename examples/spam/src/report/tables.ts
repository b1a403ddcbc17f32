import type { Confusion } from '../learning/scores.js';
import type { Trial } from '../pipeline/sweep.js';
import { percent, table } from './table.js';
import type { Tally } from './tally.js';

export function trialTable(trials: readonly Trial[]): string {
  return table(
    ['words', 'l2', 'accuracy', 'precision', 'recall'],
    trials.map(({ classifier, scores }) => [
      `${classifier.features.vocabularySize}`,
      classifier.l2.toExponential(),
      percent(scores.accuracy),
      percent(scores.precision),
      percent(scores.recall),
    ]),
  );
}

export function confusionTable({ spamCaught, spamMissed, hamPassed, hamBlocked }: Confusion): string {
  return table(
    ['', 'called spam', 'called ham'],
    [
      ['spam', `${spamCaught}`, `${spamMissed}`],
      ['ham', `${hamBlocked}`, `${hamPassed}`],
    ],
  );
}

export function tallyTable({ byClass }: Tally): string {
  return table(
    ['', 'computed', 'reused', 'seconds'],
    [...byClass].map(([name, { computed, reused, ownMs }]) => [
      name,
      `${computed}`,
      `${reused}`,
      (ownMs / 1000).toFixed(2),
    ]),
  );
}
