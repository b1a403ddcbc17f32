import { expect, test } from '@jest/globals';
import { type Bench, benches } from './support/bench.js';
import { undocumentedFiles } from './support/documented-files.js';
import { type Answer, type Sabotage, Worker } from './support/worker.js';

/*
 * The lease is 120 s everywhere here: whoever had to wait for one would not be done before the test is given up.
 */

const bench = benches('every-step');

async function worker({ root, ledger }: Bench, env: NodeJS.ProcessEnv = {}): Promise<Worker> {
  const started = await Worker.start(root, { env });
  started.how({ ledger });
  return started;
}

/** What must hold after any fault: the next request is answered at once, and another process gets the same. */
async function problemsOfRecovery(id: number, first: Worker, second: Worker): Promise<string[]> {
  const next = await first.ask(id);
  const last = await second.ask(id);
  const found = next.error === undefined ? [] : [`the next request fails: ${next.error.message}`];
  return next.value === last.value ? found : [...found, `${last.value} is not ${next.value}`];
}

/** What is done to every operation of a miss in turn. */
type Fault = Omit<Sabotage, 'below' | 'at'>;

/** Lets one operation after the other fail, in one process; after each, the same job is asked for again. */
async function failEverywhere(
  fault: Fault,
  prepare: (victim: Worker, id: number) => Promise<string | undefined>,
  work: (victim: Worker, id: number) => Promise<Answer<unknown>>,
  judge: (answer: Answer<unknown>, before: string | undefined, now: string | undefined) => string[],
): Promise<void> {
  const own = bench();
  const [victim, other] = await Promise.all([worker(own), worker(own)]);
  const problems: string[] = [];
  let isThrough = false;
  for (let at = 1; !isThrough; at += 1) {
    const before = await prepare(victim, at);
    victim.arm({ below: own.root, at, ...fault });
    const answer = await work(victim, at);
    isThrough = (await victim.counted()) < at;
    victim.arm(undefined);
    // In whatever process the next one asks. But where not even a name could be written, other processes cannot know at once
    // that a living one has given its claim back.
    const isMute = (fault.times ?? 1) > 1;
    const [first, second] = at % 2 === 0 || isMute ? [victim, other] : [other, victim];
    const recovery = await problemsOfRecovery(at, first, second);
    const { value: now } = await first.ask(at);
    const found = [...problemsOfError(answer), ...recovery, ...judge(answer, before, now)];
    problems.push(...found.map((problem) => `operation ${at}: ${problem}`));
  }
  expect(problems).toEqual([]);
  expect(undocumentedFiles(own.root, { afterDeath: true })).toEqual([]);
}

function problemsOfError({ error }: Answer<unknown>): string[] {
  const expected = ['STORAGE', 'ROOT_NOT_WRITABLE', 'LOST_CLAIM', 'COMPUTE_FAILED'];
  if (error === undefined || (error.typed && expected.includes(error.code))) return [];
  return [`${error.code} ${error.message}`];
}

const faults: [string, Fault][] = [
  ['ENOSPC', { what: 'ENOSPC', changesOnly: true }],
  ['EIO', { what: 'EIO' }],
  ['EMFILE', { what: 'EMFILE' }],
  ['EIO although it is done', { what: 'EIO', done: true }],
  ['ENOSPC, and everything after it', { what: 'ENOSPC', changesOnly: true, times: 1e9 }],
];

test.each(faults)(
  'where an operation of a miss fails with %s, there is a typed error or a success, and the next request is answered at once',
  (_, fault) =>
    failEverywhere(
      fault,
      async () => undefined,
      (victim, id) => victim.ask(id),
      ({ value }, __, now) =>
        value === undefined || value === now ? [] : [`${now} instead of the published ${value}`],
    ),
);

test.each(faults)(
  'where an operation of an invalidation fails with %s, the result is there or it is not, and the next request is answered at once',
  (_, fault) =>
    failEverywhere(
      fault,
      async (victim, id) => (await victim.ask(id)).value,
      (victim, id) => victim.invalidate(id),
      ({ value }, before, now) => (value === true && now === before ? ['it is still there'] : []),
    ),
);
