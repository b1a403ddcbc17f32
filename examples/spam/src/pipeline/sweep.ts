import { type Executor, of, run, sweep } from 'huldra';
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
export async function tune(corpus: Corpus, executor: Executor): Promise<Trial[]> {
  const classifier = of(Classifier, { features: Features.of({ corpus }) });
  const grid = { 'classifier.features.vocabularySize': VOCABULARY_SIZES, 'classifier.l2': L2_STRENGTHS };
  const evaluations = sweep(Evaluation, grid, { classifier, side: 'tuning' });
  await run(evaluations, { executor });
  const trials: Trial[] = [];
  for (const evaluation of evaluations) {
    trials.push({ classifier: evaluation.classifier, scores: await evaluation.loadOrCreate() });
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
