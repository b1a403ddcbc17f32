import { readSync, writeSync } from 'node:fs';
import { passed, putClocks, putGate } from './gate.js';
import { leaseSecs, type Order, type Said, type Verb } from './gated-plan.js';

/*
 * A process that does one step at a time, as it is told on its standard input, and says where it stands. It reads and writes
 * synchronously: while it waits for the next order, its main thread does nothing at all.
 */

const chunk = Buffer.alloc(4096);

function hear(): Order {
  const length = readSync(0, chunk);
  // Whoever told it what to do is gone.
  if (length === 0) process.exit(0);
  return JSON.parse(chunk.toString('utf8', 0, length)) as Order;
}

/** Orders that are heard while a verb is under way only let it go on. */
function obey(order: Order): Order {
  passed.seen = order.seenMs;
  passed.own = order.ownMs;
  return order;
}

function say(said: Said): void {
  writeSync(1, `${JSON.stringify(said)}\n`);
}

function stopAt(step: string): void {
  say({ type: 'at', step });
  obey(hear());
}

putClocks();
putGate(stopAt);
const { configure, HuldraError, invalidate } = await import('@huldra/core');
const { GatedJob, gates } = await import('./gated-job.js');
gates.create = stopAt;
const [root = ''] = process.argv.slice(2);
// The lease passes only when the clocks are told so, and the heart beats by other hands.
configure({ root, leaseSecs, heartbeatSecs: leaseSecs / 3, pollIntervalSecs: 0.001, fsync: false, ignoreDiff: true });

async function perform({ verb, id }: Verb): Promise<Said> {
  try {
    const job = GatedJob.of({ id, fails: verb === 'fail', isDemanding: verb === 'renew' });
    if (verb === 'invalidate') return { type: 'done', removed: await invalidate(job, 'as told') };
    return { type: 'done', value: await job.loadOrCreate() };
  } catch (error) {
    const code = HuldraError.is(error) ? error.code : 'untyped';
    return { type: 'done', code, message: error instanceof Error ? `${error.stack}` : String(error) };
  }
}

say({ type: 'done' });
for (;;) {
  const { verb } = obey(hear());
  if (verb !== undefined) say(await perform(verb));
}
