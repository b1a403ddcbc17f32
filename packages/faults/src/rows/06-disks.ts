import { rmSync } from 'node:fs';
import type { Kind } from '../child/order.js';
import type { SmallDisk } from '../rig/small-disk.js';
import type { Problem } from '../rig/tally.js';
import type { Trial } from '../rig/trial.js';
import { answerProblems, hitProblems, refusalProblems, type Stage } from './06-stage.js';

const kinds: readonly Kind[] = ['files', 'stored'];
/** More than a miss needs, of pages as of files. */
const enough = 80;

/** A disk that is full after n pages or n files, for every n until a miss has room. */
export async function fullDisk(stage: Stage, disk: SmallDisk): Promise<void> {
  const elder = stage.trial('elder', 'files', disk.place('elder'));
  await stage.publish(elder);
  const step = stage.bench.scale === 'full' ? 1 : 5;
  for (const kind of kinds) {
    for (const unit of ['pages', 'files'] as const) {
      let isEnough = false;
      for (let left = 0; !isEnough && left < enough; left += step) {
        const name = `${kind}, ${left} ${unit} left`;
        const trial = stage.trial(name, kind, disk.place(name));
        if (unit === 'pages') disk.leavePages(left);
        else disk.leaveFiles(left);
        const { problems, isRefused } = await askOnFullDisk(stage, trial, elder);
        disk.clear();
        stage.tally.add(name, [...problems, ...(await stage.recovery(trial))]);
        rmSync(trial.root.outside, { recursive: true });
        isEnough = !isRefused;
      }
      if (!isEnough) throw new Error(`a miss had no room with ${enough} ${unit} left`);
    }
  }
}

async function askOnFullDisk(
  stage: Stage,
  trial: Trial,
  elder: Trial,
): Promise<{ problems: Problem[]; isRefused: boolean }> {
  const reply = await (await stage.victim()).ask(trial.order('ask'));
  const problems = [...answerProblems(reply, trial), ...(await hitProblems(await stage.medic(), elder))];
  return { problems, isRefused: reply.outcome === 'error' };
}

/** A root that is mounted read-only for a while. */
export async function readOnlyDisk(stage: Stage, disk: SmallDisk): Promise<void> {
  for (const kind of kinds) {
    const [published, missing, failed] = ['published', 'missing', 'failed'].map((name) => {
      const label = `${kind}, ${name}, read-only`;
      return stage.trial(label, kind, disk.place(label));
    }) as [Trial, Trial, Trial];
    const [victim, medic] = [await stage.victim(), await stage.medic()];
    await stage.publish(published);
    await victim.ask(failed.order('ask', { isFailing: true }));
    disk.setReadOnly(true);
    const hits = [...(await hitProblems(victim, published)), ...(await hitProblems(medic, published))];
    const refusals = [
      ...refusalProblems(await victim.ask(published.order('invalidate'))),
      ...refusalProblems(await victim.ask(missing.order('ask'))),
      ...refusalProblems(await victim.ask(failed.order('ask'))),
    ];
    disk.setReadOnly(false);
    stage.tally.add(`${kind}, read-only, published`, [...hits, ...refusals, ...(await stage.recovery(published))]);
    stage.tally.add(`${kind}, read-only, missing`, await stage.recovery(missing));
    stage.tally.add(`${kind}, read-only, failed`, await stage.recovery(failed));
  }
}
