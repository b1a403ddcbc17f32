import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeRoot, refusalProblems, type Stage } from './06-stage.js';

/** A file where a directory must be: the root itself, or one on the way to the artifact. */
export async function notADirectory(stage: Stage): Promise<void> {
  const model = stage.trial('a model of the names', 'files');
  await stage.publish(model);
  const control = model.control() ?? '';
  const below = control.slice(model.root.outside.length + 1).split('/');
  for (let depth = 0; depth <= below.length; depth += 1) {
    const name = `a file in the place of ${['the root', ...below][depth]}`;
    const trial = stage.trial(name, 'files');
    const file = join(trial.root.outside, ...below.slice(0, depth));
    if (depth === 0) rmSync(trial.root.outside, { recursive: true });
    else mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, '');
    const problems = refusalProblems(await (await stage.victim()).ask(trial.order('ask')));
    rmSync(trial.root.outside, { recursive: true });
    makeRoot(trial.root.outside);
    stage.tally.add(name, [...problems, ...(await stage.recovery(trial))]);
  }
}
