import { expect, test } from '@jest/globals';
import { tallyOf } from '../../src/report/tally.js';

test('time of nested steps is not counted twice, and what was just computed is not counted as reused', () => {
  const tally = tallyOf();
  tally.computed({ className: 'Corpus', hash: 'c' }, 2, 60);
  tally.computed({ className: 'Features', hash: 'f' }, 1, 100);
  tally.reused({ className: 'Features', hash: 'f' });
  tally.computed({ className: 'Classifier', hash: 'k' }, 1, 30);
  tally.computed({ className: 'Evaluation', hash: 'e' }, 0, 135);
  tally.reused({ className: 'Evaluation', hash: 'old' });
  tally.reused({ className: 'Evaluation', hash: 'old' });
  expect(Object.fromEntries(tally.byClass)).toEqual({
    Corpus: { computed: 1, reused: 0, ownMs: 60 },
    Features: { computed: 1, reused: 0, ownMs: 40 },
    Classifier: { computed: 1, reused: 0, ownMs: 30 },
    Evaluation: { computed: 1, reused: 1, ownMs: 5 },
  });
});
