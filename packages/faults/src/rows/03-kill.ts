import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Kind, Order } from '../child/order.js';
import { described, falseSuccess, recoveryProblems } from '../rig/judgement.js';
import { inLanes, sample } from '../rig/lanes.js';
import { Standbys } from '../rig/standbys.js';
import { type Reply, Subject } from '../rig/subject.js';
import { type Problem, problem, Tally } from '../rig/tally.js';
import { type Proof, Trial } from '../rig/trial.js';
import { type Bench, outcome, type Row } from '../row.js';
import { makeTemplates, type Template } from './03-templates.js';

const preload = fileURLToPath(new URL('../child/kill-at.js', import.meta.url));
const lanes = 3;

/** What the victim is doing when it is killed. */
interface Scenario {
  readonly name: string;
  readonly kind: Kind;
  /** What there is before. */
  readonly template?: Template;
  readonly orders: readonly Partial<Order>[];
}

const scenarios: readonly Scenario[] = [
  { name: 'miss', kind: 'files', orders: [{ verb: 'ask' }] },
  { name: 'miss with a codec', kind: 'stored', orders: [{ verb: 'ask' }] },
  { name: 'takeover', kind: 'files', template: 'dead owner', orders: [{ verb: 'ask' }] },
  {
    name: 'invalidation and miss',
    kind: 'files',
    template: 'published',
    orders: [{ verb: 'invalidate' }, { verb: 'ask' }],
  },
  { name: 'failure', kind: 'stored', orders: [{ verb: 'ask', isFailing: true }] },
  // What `doctor` does with `fix` is all the garbage collection there is.
  { name: 'garbage collection', kind: 'files', template: 'littered', orders: [{ verb: 'collect' }] },
  { name: 'garbage collection after a death', kind: 'files', template: 'dead owner', orders: [{ verb: 'collect' }] },
];

/** Where to kill: at the operation with this number, or in the middle of it. */
interface Point {
  readonly scenario: Scenario;
  readonly at: number;
  readonly mode: 'before' | 'torn';
}

interface Victim {
  readonly scenario: Scenario;
  readonly trial: Trial;
  /** What was published before. */
  readonly earlier: Proof | undefined;
  readonly replies: readonly Reply[];
}

async function runVictim(bench: Bench, name: string, scenario: Scenario, env: Record<string, string>): Promise<Victim> {
  const { kind, template } = scenario;
  const trial =
    template === undefined
      ? new Trial(bench.directory, name, kind)
      : Trial.from(join(bench.directory, template), bench.directory, name, kind);
  const earlier = trial.proof();
  const execArgv = [...bench.execArgv, '--import', preload];
  const subject = new Subject({ execArgv, env: { FAULT_ROOT: trial.root.inside, ...env } });
  await subject.ready();
  const replies: Reply[] = [];
  for (const { verb = 'ask', ...details } of scenario.orders)
    replies.push(await subject.ask(trial.order(verb, details)));
  await subject.end();
  return { scenario, trial, earlier, replies };
}

/** Every point of a scenario, learnt from a run that is not disturbed. */
async function pointsOf(bench: Bench, scenario: Scenario): Promise<Point[]> {
  const log = join(bench.directory, `${scenario.name}.log`);
  const { replies } = await runVictim(bench, `${scenario.name} undisturbed`, scenario, { FAULT_LOG: log });
  const broken = replies.find(({ outcome }) => outcome === 'died' || outcome === 'hung');
  if (broken !== undefined) throw new Error(`${scenario.name}, undisturbed: ${described(broken)}`);
  const names = readFileSync(log).toString('utf8').split('\n');
  return names.flatMap((name, index): Point[] => {
    const at = index + 1;
    const before: Point = { scenario, at, mode: 'before' };
    return name === 'writeSync' || name === 'rmSync' ? [before, { scenario, at, mode: 'torn' }] : [before];
  });
}

async function problemsOf({ scenario, trial, earlier, replies }: Victim, medic: Subject): Promise<Problem[]> {
  const last = replies.at(-1);
  if (last?.outcome !== 'died' || last.signal !== 'SIGKILL')
    return [problem('unexpected', `the victim was not killed: ${last === undefined ? 'no reply' : described(last)}`)];
  const proof = trial.proof();
  const problems = replies.flatMap((reply) => falseSuccess(reply, proof));
  const isInvalidated = replies.some(({ outcome }) => outcome === 'invalidated');
  if (isInvalidated && proof !== undefined && proof.attempt === earlier?.attempt) {
    problems.push(problem('false success', 'what was invalidated is still published'));
  }
  const isCollection = scenario.orders.some(({ verb }) => verb === 'collect');
  if (isCollection && proof?.digest !== earlier?.digest)
    problems.push(problem('changed', 'a garbage collection changed the result'));
  problems.push(...(await recoveryProblems(trial, medic)));
  return isCollection ? [...problems, ...(await collectionProblems(trial, medic))] : problems;
}

/** The next garbage collection removes what this one has left, of its own too. */
async function collectionProblems(trial: Trial, medic: Subject): Promise<Problem[]> {
  const before = trial.proof()?.digest;
  const reply = await medic.ask(trial.order('collect'));
  if (reply.outcome !== 'collected' || !reply.isClean) return [problem('unrecovered', described(reply))];
  const left = trial.litter().map((name) => problem('unrecovered', `${name} was not collected`));
  return trial.proof()?.digest === before ? left : [...left, problem('changed', 'the next collection changed it')];
}

export const kill: Row = {
  id: 3,
  fault:
    'kill -9 before and in the middle of every file operation of a miss, a takeover, an invalidation, a failure and a garbage collection',
  promise:
    'no false success, and the next process recovers at once, with one create if nothing is published; collecting garbage changes no result, and the next collection leaves none',
  async run(bench) {
    await makeTemplates(bench);
    const all: Point[] = [];
    for (const scenario of scenarios) all.push(...(await pointsOf(bench, scenario)));
    const points = bench.scale === 'full' ? all : sample(all, 8);
    const medics = new Standbys(lanes, () => ({ execArgv: bench.execArgv }));
    const tally = new Tally();
    try {
      await inLanes(lanes, points, async (point, lane, number) => {
        const { scenario, at, mode } = point;
        const env = { FAULT_AT: String(at), FAULT_MODE: mode };
        const victim = await runVictim(bench, `run ${number}`, scenario, env);
        const problems = await problemsOf(victim, await medics.get(lane));
        tally.add(`${scenario.name}, ${mode} operation ${at}`, problems);
      });
    } finally {
      await medics.end();
    }
    return outcome(tally.summary('false success', 'changed', 'unrecovered'), tally.problems);
  },
};
