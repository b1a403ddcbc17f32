import { beforeAll, expect, test } from '@jest/globals';
import { makeProject, runsTypeScript } from './support/project.js';

const artifacts = `
import { Artifact, Field, Huldra, type CreateContext } from '@huldra/core';

@Artifact()
export class Inner extends Huldra<void> {
  @Field() how = '';
  create() {
    if (this.how === 'nested') process.exit(9);
  }
}

@Artifact({ nodeFlags: ['--max-old-space-size=48'] })
export class Doomed extends Huldra<number> {
  @Field() how = '';
  @Field(() => Inner) inner = Inner.of();

  async create({ log, signal }: CreateContext) {
    log.info('doomed by ' + this.how);
    console.error('printed by ' + this.how);
    if (this.how === 'exit') process.exit(3);
    if (this.how === 'heap') for (const held: unknown[] = []; ; ) held.push(new Array(1000).fill(Math.random()));
    if (this.how === 'kill') process.kill(process.pid, 'SIGKILL');
    if (this.how === 'crash') process.kill(process.pid, 'SIGSEGV');
    if (this.how === 'term') {
      process.kill(process.pid, 'SIGTERM');
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    }
    if (this.how === 'block') for (;;);
    if (this.how === 'nested') await this.inner.loadOrCreate();
    if (this.how === 'uncaught') {
      setTimeout(() => { throw new RangeError('nobody catches this'); });
      await new Promise(() => setInterval(() => undefined, 1e6));
    }
    return process.pid;
  }
}
`;

const main = `${runsTypeScript}
const { processPool, stateOf, submit } = await import('@huldra/core');
const { Doomed, Inner } = await import('./artifacts.ts');
const pool = processPool({ workers: 1, graceSecs: 0.2 });
const pids = [];
const live = async (how) => pids.push(await Doomed.of({ how }).loadOrCreate({ executor: pool }));
await live('first');
await live('second');
const deaths = {};
for (const how of ['exit', 'heap', 'kill', 'crash', 'term', 'block', 'nested', 'uncaught']) {
  const inner = Inner.of({ how });
  const doomed = Doomed.of({ how, inner });
  const job = await submit(doomed, pool, how === 'block' ? { maxRuntimeSecs: 0.5 } : {});
  const error = await job.result().catch((thrown) => thrown);
  const { status, reason, error: recorded, logTail } = stateOf(doomed);
  const { name, message, retryable, cause } = error;
  const { death, exitCode, signal } = cause ?? error;
  deaths[how] = { name, message, retryable, death, exitCode, signal, state: await job.state(), status, reason, recorded: recorded?.name, logTail, logs: await job.logs(), inner: stateOf(inner).status };
}
await live('third');
console.log(JSON.stringify({ pids, deaths }));
`;

interface Report {
  readonly pids: readonly number[];
  readonly deaths: Readonly<Record<string, { readonly message: string } & Readonly<Record<string, unknown>>>>;
}

let report: Report;
const project = makeProject('deaths', { 'artifacts.ts': artifacts, 'main.mjs': main });
beforeAll(async () => {
  report = (await project.json('main.mjs')) as Report;
});

const computation = {
  name: 'ComputeError',
  retryable: false,
  state: 'failed',
  status: 'failed',
  recorded: 'WorkerDiedError',
};
const infrastructure = { name: 'WorkerDiedError', retryable: true, state: 'failed', status: 'preempted' };

test.each([
  ['exit', { ...computation, death: 'exited', exitCode: 3 }, /ended with exit code 3 in the middle of it/],
  ['heap', { ...computation, death: 'out-of-memory' }, /JavaScript heap was full.*--max-old-space-size/],
  ['crash', { ...computation, death: 'crashed', signal: 'SIGSEGV' }, /crashed with SIGSEGV/],
  ['block', { ...computation, death: 'timed-out' }, /ran longer than maxRuntimeSecs \(0.5 s\)/],
  ['uncaught', { ...computation, death: 'crashed', exitCode: 1 }, /nobody caught.*RangeError: nobody catches this/],
])('%s is a failure of the computation, recorded at once with the last lines of the log', (how, expected, message) => {
  const death = report.deaths[how];
  expect(death).toMatchObject(expected);
  expect(death?.message).toMatch(message);
  expect(death?.logTail).toContain(`info doomed by ${how}`);
  // V8's own last words are longer than what is kept in the record.
  if (how !== 'heap') expect(death?.logTail).toContain(`printed by ${how}`);
});

test.each([
  ['kill', { ...infrastructure, death: 'killed', signal: 'SIGKILL' }],
  ['term', { ...infrastructure, death: 'killed', signal: 'SIGTERM' }],
])('%s from outside is trouble with the infrastructure: the artifact is preempted', (how, expected) => {
  expect(report.deaths[how]).toMatchObject(expected);
});

test('everything that a worker was making when it died is recorded as failed', () => {
  expect(report.deaths.nested).toMatchObject({ ...computation, death: 'exited', exitCode: 9, inner: 'failed' });
});

test('the logs of a job have what was logged and what was printed, to the last words', () => {
  expect(report.deaths.heap?.logs).toMatch(/doomed by heap[\s\S]*printed by heap[\s\S]*heap out of memory/);
});

test('a worker is used again after a success, and not after a failure', () => {
  const [first, second, third] = report.pids;
  expect(second).toBe(first);
  expect(third).not.toBe(first);
});
