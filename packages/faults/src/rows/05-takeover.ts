import { join } from 'node:path';
import type { Kind, Order } from '../child/order.js';
import { described } from '../rig/judgement.js';
import { pauseAt } from '../rig/paused.js';
import { type CallPoint, callsBelow, corrected, watchCalls } from '../rig/strace.js';
import type { Reply, Subject } from '../rig/subject.js';
import { type Problem, problem } from '../rig/tally.js';
import { Trial } from '../rig/trial.js';
import type { Bench } from '../row.js';

/** What a process is doing when it is stopped, and what others do meanwhile. */
interface Scenario {
  readonly name: string;
  readonly kind: Kind;
  /** Whether there is a result before. */
  readonly isPublished: boolean;
  readonly verb: Order['verb'];
  readonly others: readonly Order['verb'][];
}

const fresh = { isPublished: false, verb: 'ask' } as const;

export const scenarios: readonly Scenario[] = [
  { name: 'miss, taken over', kind: 'files', ...fresh, others: ['ask'] },
  { name: 'miss, taken over, invalidated', kind: 'files', ...fresh, others: ['ask', 'invalidate'] },
  { name: 'miss, taken over, invalidated, asked', kind: 'stored', ...fresh, others: ['ask', 'invalidate', 'ask'] },
  {
    name: 'invalidation, taken over, asked',
    kind: 'files',
    isPublished: true,
    verb: 'invalidate',
    others: ['invalidate', 'ask'],
  },
];

export interface Stop {
  readonly scenario: Scenario;
  readonly point: CallPoint;
}

export interface Pair {
  /** The one that is stopped and goes on. */
  readonly zombie: Subject;
  /** On another host. */
  readonly other: Subject;
}

async function prepare(bench: Bench, name: string, { kind, isPublished }: Scenario, maker: Subject): Promise<Trial> {
  const trial = new Trial(bench.directory, name, kind);
  if (!isPublished) return trial;
  const reply = await maker.ask(trial.order('ask'));
  if (reply.outcome !== 'value') throw new Error(`no result to begin with: ${described(reply)}`);
  return trial;
}

/** Every place to stop at, learnt from a run that is not disturbed. */
export async function stopsOf(bench: Bench, scenario: Scenario, { zombie, other }: Pair): Promise<Stop[]> {
  const trial = await prepare(bench, `${scenario.name}, undisturbed`, scenario, other);
  const tracer = await watchCalls(zombie.pid, join(bench.directory, `${scenario.name}.trace`));
  await zombie.ask(trial.order(scenario.verb));
  await tracer.detach();
  return callsBelow(trial.root.inside, tracer.lines()).map((point) => ({ scenario, point }));
}

/** It gets the winner's result or its own, or learns that it lost. */
function zombieProblems(reply: Reply): Problem[] {
  if (reply.outcome === 'value') return reply.isRight ? [] : [problem('false success', 'a wrong value')];
  const isFine = reply.outcome === 'invalidated' || (reply.outcome === 'error' && reply.code === 'LOST_CLAIM');
  return isFine ? [] : [problem(reply.outcome === 'hung' ? 'hung' : 'unexpected', described(reply))];
}

async function askProblems(subject: Subject, order: Order): Promise<Problem[]> {
  const reply = await subject.ask(order);
  const isDone = reply.outcome === 'invalidated' || (reply.outcome === 'value' && reply.isRight);
  return isDone ? [] : [problem('unrecovered', `${order.verb}: ${described(reply)}`)];
}

/** Where to aim the next time, when the process was stopped at another call than one below the root, or not at all. */
export async function examine(bench: Bench, name: string, stop: Stop, pair: Pair): Promise<Problem[] | CallPoint> {
  const { scenario, point } = stop;
  const { zombie, other } = pair;
  const trial = await prepare(bench, name, scenario, other);
  const log = join(bench.directory, `${name}.trace`);
  const paused = await pauseAt(zombie, trial.order(scenario.verb), point, log);
  const correction = corrected(point, trial.root.inside, paused.lines);
  if (correction !== undefined) {
    await paused.resume();
    return correction;
  }
  const problems: Problem[] = [];
  for (const verb of scenario.others) problems.push(...(await askProblems(other, trial.order(verb))));
  const before = trial.proof();
  const reply = await paused.resume();
  problems.push(...zombieProblems(reply), ...trial.overreach(), ...trial.linkProblems());
  // An invalidation that had not looked yet when it was stopped rightly sets aside what it finds, and says so.
  const hasSetAside = reply.outcome === 'invalidated' && reply.wasThere;
  const mustStay = before !== undefined && !hasSetAside;
  if (mustStay && trial.proof()?.digest !== before.digest) {
    problems.push(problem('changed', 'what was published is another result now'));
  }
  return [...problems, ...(await askProblems(other, trial.order('ask')))];
}
