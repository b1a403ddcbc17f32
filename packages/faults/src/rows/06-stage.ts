import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Kind } from '../child/order.js';
import { described, falseSuccess, recoveryProblems } from '../rig/judgement.js';
import { Standbys } from '../rig/standbys.js';
import type { Reply, Subject } from '../rig/subject.js';
import { type Problem, problem, Tally } from '../rig/tally.js';
import { type Place, Trial } from '../rig/trial.js';
import type { Bench } from '../row.js';

/** A user without rights: to root, permissions mean nothing. */
const nobody = 65534;

/** Two processes of one user, and the roots in which they meet. */
export class Stage {
  readonly bench: Bench;
  readonly tally = new Tally();
  readonly #subjects: Standbys;

  /** `wrapper`: the command that both processes are run by. */
  constructor(bench: Bench, wrapper: readonly string[]) {
    this.bench = bench;
    const { directory, execArgv } = bench;
    // They may pass through the bench to what is theirs.
    chmodSync(directory, 0o711);
    const isRoot = process.getuid?.() === 0;
    // All is loaded and started before rights are given up: the code may lie where only root may read it.
    const options = { execArgv, wrapper, warmUp: join(directory, 'warm'), ...(isRoot ? { uid: nobody } : {}) };
    this.#subjects = new Standbys(2, () => options);
  }

  /** The process to which things are done. */
  victim(): Promise<Subject> {
    return this.#subjects.get(0);
  }

  /** Another one, which asks afterwards. */
  medic(): Promise<Subject> {
    return this.#subjects.get(1);
  }

  end(): Promise<void> {
    return this.#subjects.end();
  }

  /** A trial with an empty root that belongs to everybody. */
  trial(name: string, kind: Kind, place?: Place): Trial {
    const trial = new Trial(this.bench.directory, name, kind, place);
    chmodSync(trial.ledger.path, 0o666);
    makeRoot(trial.root.outside);
    return trial;
  }

  /** Makes a result to begin with. */
  async publish(trial: Trial): Promise<void> {
    const reply = await (await this.medic()).ask(trial.order('ask'));
    if (reply.outcome !== 'value') throw new Error(`no result to begin with: ${described(reply)}`);
  }

  async recovery(trial: Trial): Promise<Problem[]> {
    return recoveryProblems(trial, await this.medic());
  }
}

export function makeRoot(root: string): void {
  mkdirSync(root, { recursive: true });
  chmodSync(root, 0o777);
}

/** What is wrong with an answer that may be an error, but must be a typed one. */
export function answerProblems(reply: Reply, trial: Trial): Problem[] {
  if (reply.outcome === 'value') return falseSuccess(reply, trial.proof());
  if (reply.outcome === 'hung') return [problem('hung', 'no answer')];
  return reply.outcome === 'error' && reply.code !== 'untyped' ? [] : [problem('untyped', described(reply))];
}

/** What is wrong with an answer that must be a RootNotWritableError. */
export function refusalProblems(reply: Reply): Problem[] {
  const isRefused = reply.outcome === 'error' && reply.code === 'ROOT_NOT_WRITABLE';
  return isRefused ? [] : [problem('unexpected', `not refused: ${described(reply)}`)];
}

/** What is wrong with an answer that must come from what is published, without a create. */
export async function hitProblems(subject: Subject, trial: Trial): Promise<Problem[]> {
  const before = trial.ledger.total();
  const reply = await subject.ask(trial.order('ask'));
  if (reply.outcome !== 'value' || !reply.isRight) return [problem('unexpected', `no hit: ${described(reply)}`)];
  return trial.ledger.total() === before ? [] : [problem('unexpected', 'what is published was computed again')];
}
