import { parseArgs } from 'node:util';
import { type Executor, HuldraError, inProcess, processPool } from 'huldra';
import { Corpus } from './pipeline/corpus.js';
import { Evaluation } from './pipeline/evaluation.js';
import { bestOf, tune } from './pipeline/sweep.js';
import { keepTally } from './report/keep-tally.js';
import { percent } from './report/table.js';
import { confusionTable, tallyTable, trialTable } from './report/tables.js';

/** Tries all hyperparameters on the tuning mail, then scores the best of them on the held-out mail. */
async function main(fraction: number, executor: Executor): Promise<void> {
  const started = performance.now();
  const counting = keepTally();
  const trials = await tune(Corpus.of({ fraction }), executor);
  const evaluation = Evaluation.of({ classifier: bestOf(trials).classifier, side: 'held-out' });
  const { accuracy, precision, recall, confusion } = await evaluation.loadOrCreate();
  const tally = counting.finish();

  console.log(`\nOn tuning mail, best first:\n\n${trialTable(trials)}\n`);
  console.log(
    `The best on held-out mail: accuracy ${percent(accuracy)}, precision ${percent(precision)}, recall ${percent(recall)}\n`,
  );
  console.log(`${confusionTable(confusion)}\n`);
  console.log(`This run took ${((performance.now() - started) / 1000).toFixed(2)} s:\n\n${tallyTable(tally)}\n`);
  console.log(`Scores are in ${evaluation.dir}`);
}

const { values } = parseArgs({
  options: { fraction: { type: 'string', default: '1' }, workers: { type: 'string', default: '0' } },
});
const workers = Number(values.workers);
try {
  await main(Number(values.fraction), workers > 0 ? processPool({ workers }) : inProcess());
} catch (error) {
  if (!HuldraError.is(error)) {
    throw error;
  }
  // Its message says what happened, to which artifact and what to do; a stack trace would only hide it.
  console.error(error.message);
  process.exitCode = 1;
}
