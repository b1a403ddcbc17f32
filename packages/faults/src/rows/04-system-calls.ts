import { join } from 'node:path';
import type { Kind } from '../child/order.js';
import { described, falseSuccess, recoveryProblems } from '../rig/judgement.js';
import { inLanes, sample } from '../rig/lanes.js';
import { Standbys } from '../rig/standbys.js';
import { type CallPoint, callsBelow, corrected, type Injury, injure, watchCalls, whyNoStrace } from '../rig/strace.js';
import type { Reply, Subject } from '../rig/subject.js';
import { type Problem, problem, Tally } from '../rig/tally.js';
import { Trial } from '../rig/trial.js';
import { untilHit } from '../rig/until-hit.js';
import { type Bench, outcome, type Row } from '../row.js';

const lanes = 3;
const kill: Injury = 'signal=SIGKILL';
/** All of them where huldra's own calls are met for the first time; most calls of the second kind are the same. */
const injuries: Readonly<Record<Kind, readonly Injury[]>> = {
  files: ['error=EIO', 'error=ENOSPC', 'error=EDQUOT', 'error=EMFILE', kill],
  stored: ['error=EIO', kill],
};

interface Run {
  readonly kind: Kind;
  readonly point: CallPoint;
  readonly injury: Injury;
}

/** Two processes that have loaded everything already: the one that suffers, and the one that asks afterwards. */
interface Pair {
  readonly victim: Subject;
  readonly medic: Subject;
}

/** What a miss consists of, learnt from one that is not disturbed. */
async function runsOf({ directory }: Bench, kind: Kind, victim: Subject): Promise<Run[]> {
  const trial = new Trial(directory, `undisturbed ${kind}`, kind);
  const tracer = await watchCalls(victim.pid, join(directory, `${kind}.trace`));
  const reply = await victim.ask(trial.order('ask'));
  await tracer.detach();
  if (reply.outcome !== 'value') throw new Error(`a miss that was only watched: ${described(reply)}`);
  const points = callsBelow(trial.root.inside, tracer.lines());
  return points.flatMap((point) => injuries[kind].map((injury) => ({ kind, point, injury })));
}

/** Whether the right thing was said about the injury. */
function replyProblems(reply: Reply, injury: Injury): Problem[] {
  if (reply.outcome === 'hung') return [problem('hung', 'no answer')];
  const wasKilled = reply.outcome === 'died' && reply.signal === 'SIGKILL';
  if (injury === kill) return wasKilled ? [] : [problem('unexpected', `not killed: ${described(reply)}`)];
  const isUntyped = reply.outcome === 'died' || (reply.outcome === 'error' && reply.code === 'untyped');
  return isUntyped ? [problem('untyped', described(reply))] : [];
}

/** Where to aim the next time, when another call was hit than one below the root. */
async function examine(bench: Bench, name: string, run: Run, pair: Pair): Promise<Problem[] | CallPoint> {
  const { kind, point, injury } = run;
  const { victim, medic } = pair;
  const trial = new Trial(bench.directory, name, kind);
  const tracer = await injure(victim.pid, join(bench.directory, `${name}.trace`), point, injury);
  const reply = await victim.ask(trial.order('ask'));
  await tracer.detach();
  const correction = corrected(point, trial.root.inside, tracer.lines());
  if (correction !== undefined) return correction;
  const problems = [...replyProblems(reply, injury), ...falseSuccess(reply, trial.proof())];
  return [...problems, ...(await recoveryProblems(trial, medic))];
}

export const systemCalls: Row = {
  id: 4,
  fault: 'every system call of a miss fails in turn (EIO, ENOSPC, EDQUOT, EMFILE) or is the last (SIGKILL)',
  promise: 'a typed error or the right value, no false success, no hang, and the next process recovers at once',
  async run(bench) {
    const why = whyNoStrace();
    if (why !== undefined) return { verdict: 'skipped', why };
    const { execArgv, directory, scale } = bench;
    const victims = new Standbys(lanes, () => ({ execArgv, warmUp: join(directory, 'warm') }));
    const medics = new Standbys(lanes, () => ({ execArgv }));
    const pairOf = async (lane: number): Promise<Pair> => ({
      victim: await victims.get(lane),
      medic: await medics.get(lane),
    });
    const tally = new Tally();
    try {
      const { victim } = await pairOf(0);
      const all = [...(await runsOf(bench, 'files', victim)), ...(await runsOf(bench, 'stored', victim))];
      await inLanes(lanes, scale === 'full' ? all : sample(all, 24), async (run, lane, number) => {
        const problems = await untilHit(run.point, async (point, attempt) =>
          examine(bench, `run ${number}.${attempt}`, { ...run, point }, await pairOf(lane)),
        );
        tally.add(`${run.kind}, ${run.injury} at ${run.point.call} ${run.point.nth}`, problems);
      });
    } finally {
      await victims.end();
      await medics.end();
    }
    return outcome(tally.summary('false success', 'untyped', 'hung', 'unrecovered'), tally.problems);
  },
};
