import { chmodSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Kind } from '../child/order.js';
import type { Problem } from '../rig/tally.js';
import type { Trial } from '../rig/trial.js';
import { answerProblems, hitProblems, makeRoot, refusalProblems, type Stage } from './06-stage.js';

const kinds: readonly Kind[] = ['files', 'stored'];
const places = ['root', 'artifact', 'control', 'locks', 'attempts', 'attempt'] as const;
type Place = (typeof places)[number];

function pathOf(trial: Trial, place: Place): string {
  const control = trial.control() ?? '';
  const attempts = join(control, 'attempts');
  const paths: Readonly<Record<Place, () => string>> = {
    root: () => trial.root.outside,
    artifact: () => dirname(control),
    control: () => control,
    locks: () => join(control, 'locks'),
    attempts: () => attempts,
    attempt: () => join(attempts, readdirSync(attempts)[0] ?? ''),
  };
  return paths[place]();
}

/** Does something while the victim is in the middle of create, then lets it go on. */
async function duringCreate(stage: Stage, trial: Trial, act: () => Promise<Problem[]>): Promise<Problem[]> {
  const gate = `${trial.ledger.path}.gate`;
  const victim = await stage.victim();
  const pending = victim.ask(trial.order('ask', { gate }));
  while (trial.ledger.total() === 0 && !victim.isOver) await sleep(2);
  const problems = await act();
  writeFileSync(gate, '');
  return [...problems, ...answerProblems(await pending, trial)];
}

/** Directories are removed under a running attempt; in every second run another process asks before the attempt has ended. */
export async function removed(stage: Stage): Promise<void> {
  for (const kind of kinds) {
    for (const place of places) {
      for (const isAskedMeanwhile of [false, true]) {
        const name = `${kind}, the directory of the ${place} removed${isAskedMeanwhile ? ', asked meanwhile' : ''}`;
        const trial = stage.trial(name, kind);
        const problems = await duringCreate(stage, trial, async () => {
          rmSync(pathOf(trial, place), { recursive: true });
          if (place === 'root') makeRoot(trial.root.outside);
          // Only where the claim is gone; otherwise it would rightly wait.
          const isGone = place !== 'attempts' && place !== 'attempt';
          return isAskedMeanwhile && isGone ? stage.recovery(trial) : [];
        });
        stage.tally.add(name, [...problems, ...(await stage.recovery(trial))]);
      }
    }
  }
}

/** Write permission is taken away under a running attempt, and given back after it has ended. */
export async function forbidden(stage: Stage): Promise<void> {
  for (const kind of kinds) {
    for (const place of places) {
      const name = `${kind}, the directory of the ${place} made read-only`;
      const trial = stage.trial(name, kind);
      let giveBack: () => void = () => undefined;
      const problems = await duringCreate(stage, trial, async () => {
        const path = pathOf(trial, place);
        const { mode } = statSync(path);
        chmodSync(path, 0o555);
        giveBack = () => chmodSync(path, mode);
        return [];
      });
      giveBack();
      stage.tally.add(name, [...problems, ...(await stage.recovery(trial))]);
    }
  }
}

/** Roots that may only be read: hits are served, misses refused. */
export async function readOnlyPermissions(stage: Stage): Promise<void> {
  for (const kind of kinds) {
    const name = `${kind}, a root without write permission`;
    const missing = stage.trial(name, kind);
    chmodSync(missing.root.outside, 0o555);
    const published = stage.trial(`${name}, published`, kind);
    await stage.publish(published);
    const directories = [pathOf(published, 'control'), pathOf(published, 'locks'), pathOf(published, 'attempts')];
    for (const directory of directories) chmodSync(directory, 0o555);
    const victim = await stage.victim();
    const problems = [
      ...refusalProblems(await victim.ask(missing.order('ask'))),
      ...refusalProblems(await victim.ask(published.order('invalidate'))),
      ...(await hitProblems(victim, published)),
    ];
    for (const directory of directories) chmodSync(directory, 0o755);
    chmodSync(missing.root.outside, 0o777);
    stage.tally.add(name, [...problems, ...(await stage.recovery(missing)), ...(await stage.recovery(published))]);
  }
}
