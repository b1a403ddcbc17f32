import { lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { type Bench, benches } from './support/bench.js';
import { undocumentedFiles } from './support/documented-files.js';
import { type Answer, Worker } from './support/worker.js';

/*
 * Before every change that a miss, or an invalidation, makes on disk, one after the other, a process is stopped or killed.
 * (Between two changes it makes no difference where.)
 */

const bench = benches('stopped-and-killed');

/** For how long a stopped process keeps the others waiting; who is killed does not. */
const stoppedLeaseSecs = 2;

/** One process for each change: the first test stops them and lets them go on, the second kills them. */
const victims: Worker[] = [];

/** How many changes an invalidation makes; a miss makes more. */
let changesOfInvalidation = 0;

/** Counts the changes; starts the victims two at a time. */
beforeAll(async () => {
  const { root } = bench();
  const counter = await Worker.start(root);
  const changesOf = async (work: () => Promise<unknown>): Promise<number> => {
    counter.arm({ below: root, at: Number.POSITIVE_INFINITY, what: 'EIO', changesOnly: true });
    await work();
    return counter.counted();
  };
  const count = await changesOf(() => counter.ask(0));
  changesOfInvalidation = await changesOf(() => counter.invalidate(0));
  await counter.kill();
  const startEverySecond = async (first: number): Promise<void> => {
    for (let at = first; at < count; at += 2) victims[at] = await Worker.start(root, { isShared: true });
  };
  await Promise.all([startEverySecond(0), startEverySecond(1)]);
});

interface Struck {
  readonly id: number;
  readonly victim: Worker;
  readonly answer: Promise<Answer<unknown>>;
}

/** Lets victims do something with the job of their number, with a signal before their change of that number. */
async function strike(
  { root, ledger }: Bench,
  struck: readonly Worker[],
  what: 'SIGSTOP' | 'SIGKILL',
  work: (victim: Worker, id: number) => Promise<Answer<unknown>>,
): Promise<Struck[]> {
  const result: Struck[] = [];
  // One after the other: many at once are slow, and slow ones lose so short a lease before they are stopped.
  for (const [index, victim] of struck.entries()) {
    const id = index + 1;
    victim.configure({ root, leaseSecs: what === 'SIGSTOP' ? stoppedLeaseSecs : 120 });
    victim.how({ ledger });
    victim.arm({ below: root, at: id, what, changesOnly: true });
    const answer = work(victim, id);
    result.push({ id, victim, answer });
    await Promise.race([victim.stopped(), answer]).catch(() => undefined); // Who is killed does not answer.
  }
  return result;
}

/** The attempts into which the links in an artifact's directory lead. */
function attemptsShown(own: Bench, id: number): string[] {
  const dir = dirname(own.control(id));
  const links = readdirSync(dir).filter((name) => lstatSync(join(dir, name)).isSymbolicLink());
  return links.map((name) => readlinkSync(join(dir, name)).split('/')[2] ?? '');
}

/** What in the artifact's directory does not show the published result. */
function problemsOfLinks(own: Bench, id: number): string[] {
  const proof = own.proof(id);
  const expected = proof === undefined ? [] : [JSON.parse(proof).attempt];
  const shown = [...new Set(attemptsShown(own, id))];
  return String(shown) === String(expected) ? [] : [`the links lead to [${shown}] instead of [${expected}]`];
}

type Follow = (own: Bench, other: Worker, stopped: Struck) => Promise<string[]>;

/** Stops victims at their work; then another process follows each of them at the same time. Returns what is complained of. */
async function stopAll(
  struck: readonly Worker[],
  {
    before,
    work,
    follow,
  }: {
    before?: (other: Worker, id: number) => Promise<unknown>;
    work: (victim: Worker, id: number) => Promise<Answer<unknown>>;
    follow: Follow;
  },
): Promise<string[]> {
  const own = bench();
  const other = await Worker.start(own.root, { env: { HULDRA_LEASE_SECS: String(stoppedLeaseSecs) } });
  other.how({ ledger: own.ledger });
  if (before !== undefined) for (const index of struck.keys()) await before(other, index + 1);
  const stopped = await strike(own, struck, 'SIGSTOP', work);
  const problems = await Promise.all(
    stopped.map(async (one) => {
      const found = await follow(own, other, one);
      return [...found, ...problemsOfLinks(own, one.id)].map(
        (problem) => `stopped before change ${one.id}: ${problem}`,
      );
    }),
  );
  return [...problems.flat(), ...undocumentedFiles(own.root)];
}

const ask = (worker: Worker, id: number): Promise<Answer> => worker.ask(id);

test('who was stopped in a miss, and wakes up after others have published, invalidated and published again, changes nothing', async () => {
  expect(victims.length).toBeGreaterThan(30);
  const follow: Follow = async (own, other, { id, victim, answer }) => {
    const first = await other.ask(id);
    await other.invalidate(id);
    const second = await other.ask(id);
    const proof = own.proof(id);
    const creates = own.creates(id);
    victim.signal('SIGCONT');
    const late = await answer;
    const found: string[] = [];
    if (own.creates(id) !== creates) found.push('the late one began to compute what is there');
    for (const { error } of [first, second]) if (error !== undefined) found.push(error.message);
    if (second.value === first.value) found.push('the invalidated result is there again');
    // Who had published before it was stopped returns what it computed.
    const isOwn = late.value === first.value && first.events.includes('hit published');
    if (late.value !== second.value && !isOwn) found.push(`the late one gets ${JSON.stringify(late)}`);
    if (own.proof(id) !== proof) found.push('the proof has changed');
    if ((await other.ask(id)).value !== second.value) found.push('the value has changed');
    return found;
  };
  expect(await stopAll(victims, { work: ask, follow })).toEqual([]);
});

test('who was stopped in a miss, and wakes up after others have published and invalidated, cannot publish what it began before', async () => {
  const follow: Follow = async (own, other, { id, victim, answer }) => {
    await other.ask(id);
    await other.invalidate(id);
    const invalidated = own.lastEpoch(id);
    victim.signal('SIGCONT');
    const { error } = await answer;
    const found: string[] = [];
    if (error !== undefined && error.code !== 'LOST_CLAIM') found.push(`the late one gets ${error.message}`);
    const proof = own.proof(id);
    if (proof !== undefined && JSON.parse(proof).epoch <= invalidated) found.push(`${proof} was begun before`);
    if ((await other.ask(id)).error !== undefined) found.push('the next request fails');
    return found;
  };
  expect(await stopAll(victims, { work: ask, follow })).toEqual([]);
});

test('who was stopped in an invalidation, and wakes up after others have published anew, leaves their result alone', async () => {
  const follow: Follow = async (own, other, { id, victim, answer }) => {
    await other.invalidate(id);
    await other.ask(id);
    const proof = own.proof(id);
    victim.signal('SIGCONT');
    const { error } = await answer;
    const found: string[] = [];
    if (error !== undefined && error.code !== 'LOST_CLAIM') found.push(`the late one gets ${error.message}`);
    // It had seen an earlier result, also where it was stopped before it had a claim.
    if (own.proof(id) !== proof) found.push('the proof has changed');
    return found;
  };
  expect(changesOfInvalidation).toBeGreaterThan(10);
  const invalidating = victims.slice(0, changesOfInvalidation);
  const work = (victim: Worker, id: number) => victim.invalidate(id);
  expect(await stopAll(invalidating, { before: ask, work, follow })).toEqual([]);
});

test('after a process was killed in a miss, nothing half is published, and the next one goes on at once', async () => {
  const own = bench();
  const killed = await strike(own, victims, 'SIGKILL', ask);

  const [one, other] = await Promise.all([Worker.start(own.root), Worker.start(own.root)]);
  for (const worker of [one, other]) worker.how({ ledger: own.ledger });
  const problems: string[] = [];
  for (const { id } of killed) {
    const expected = own.creates(id) + (own.proof(id) === undefined ? 1 : 0);
    const next = await one.ask(id);
    const last = await other.ask(id);
    const found = next.error === undefined ? [] : [next.error.message];
    if (last.value !== next.value) found.push(`${last.value} is not ${next.value}`);
    if (own.creates(id) !== expected) found.push(`${own.creates(id)} creates instead of ${expected}`);
    problems.push(...found.map((problem) => `killed before change ${id}: ${problem}`));
  }
  expect(problems).toEqual([]);
  expect(undocumentedFiles(own.root, { afterDeath: true })).toEqual([]);
});
