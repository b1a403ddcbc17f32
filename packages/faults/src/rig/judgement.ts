import type { Reply, Subject } from './subject.js';
import { type Problem, problem } from './tally.js';
import type { Proof, Trial } from './trial.js';

/** "At once" for a recovery, in milliseconds: far from a lease (120 s), and not a race against a busy machine. */
const atOnceMs = 10_000;

/** A reply in a line. */
export function described(reply: Reply): string {
  if (reply.outcome === 'error') return `${reply.code} ${reply.message}`;
  if (reply.outcome === 'died') return `died of ${reply.signal ?? reply.code} ${reply.message}`;
  return reply.outcome === 'value' && !reply.isRight ? 'a wrong value' : reply.outcome;
}

/** What is false about the success that a subject has just claimed, if it did claim one. */
export function falseSuccess(reply: Reply, proof: Proof | undefined): Problem[] {
  if (reply.outcome !== 'value') return [];
  if (!reply.isRight) return [problem('false success', 'a wrong value')];
  return proof === undefined ? [problem('false success', 'a value, and nothing is published')] : [];
}

/** Lets another process ask after the fault: it must get the right value at once, and compute only when nothing was published. */
export async function recoveryProblems(trial: Trial, medic: Subject): Promise<Problem[]> {
  const proof = trial.proof();
  const before = trial.ledger.total();
  const began = performance.now();
  const reply = await medic.ask(trial.order('ask', { maxWaitSecs: atOnceMs / 1000 }));
  const ms = performance.now() - began;
  if (reply.outcome !== 'value' || !reply.isRight) {
    // What is published claims to be a success.
    return [problem(proof === undefined ? 'unrecovered' : 'false success', described(reply))];
  }
  const problems: Problem[] = [];
  if (ms > atOnceMs) problems.push(problem('unrecovered', `only after ${Math.round(ms)} ms`));
  const creates = trial.ledger.total() - before;
  const expected = proof === undefined ? 1 : 0;
  if (creates !== expected)
    problems.push(problem('unexpected', `${creates} creates to recover instead of ${expected}`));
  const after = trial.proof();
  if (after === undefined) problems.push(problem('unrecovered', 'nothing is published'));
  else if (proof !== undefined && after.digest !== proof.digest)
    problems.push(problem('changed', 'the recovery changed the published result'));
  return problems;
}
