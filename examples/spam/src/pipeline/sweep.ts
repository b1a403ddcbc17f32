import { of } from 'huldra';
import type { Scores } from '../learning/scores.js';
import { Classifier } from './classifier.js';
import type { Corpus } from './corpus.js';
import { Evaluation } from './evaluation.js';
import { Features } from './features.js';

export const VOCABULARY_SIZES: readonly number[] = [500, 2000, 10_000];
export const L2_STRENGTHS: readonly number[] = [1e-3, 1e-4, 1e-5];

export interface Trial {
  readonly classifier: Classifier;
  readonly scores: Scores;
}

/** Scores every pair of vocabulary size and L2 strength on the tuning mail, best first. */
export async function sweep(corpus: Corpus): Promise<Trial[]> {
  const trials: Trial[] = [];
  for (const vocabularySize of VOCABULARY_SIZES) {
    const features = Features.of({ corpus, vocabularySize });
    for (const l2 of L2_STRENGTHS) {
      const classifier = of(Classifier, { features, l2 });
      const scores = await Evaluation.of({ classifier, side: 'tuning' }).loadOrCreate();
      trials.push({ classifier, scores });
    }
  }
  return trials.sort((a, b) => b.scores.accuracy - a.scores.accuracy);
}

export function bestOf(trials: readonly Trial[]): Trial {
  const [best] = trials;
  if (best === undefined) {
    throw new Error('nothing was tried');
  }
  return best;
}
