import { readFileSync } from 'node:fs';
import { expect } from '@jest/globals';
import { type Bench, benches } from './support/bench.js';
import { obstacleToAnotherHost, onAnotherHost, testUnless } from './support/permitted.js';
import { Worker } from './support/worker.js';

const bench = benches('other-host');
const testWithHosts = testUnless(obstacleToAnotherHost());

const env = { HULDRA_LEASE_SECS: '1.5' };

/** An owner in the middle of a create, with pids and a host name of its own, and a process here that asks for the same. */
async function ownerElsewhere(own: Bench, ms: number) {
  const owner = await Worker.start(own.root, { env, wrapper: onAnotherHost });
  const here = await Worker.start(own.root, { env });
  owner.how({ ledger: own.ledger, ms });
  here.how({ ledger: own.ledger });
  const computing = owner.ask(1);
  computing.catch(() => undefined);
  await owner.creating(1);
  expect(own.owner(1, 1)?.process.host).toBe('other-host');
  return { owner, here, computing };
}

/** The process that `unshare` started; its own pid namespace does not know this number. */
function inner(worker: Worker): number {
  return Number(readFileSync(`/proc/${worker.pid}/task/${worker.pid}/children`, 'utf8').trim());
}

testWithHosts('an owner on another host is waited for as long as its heart beats', async () => {
  const own = bench();
  const { here, computing } = await ownerElsewhere(own, 4000);
  const waited = await here.ask(1);
  expect(waited.value).toBe((await computing).value);
  expect(waited.events).toEqual(['waiting running', 'hit waited']);
  expect(own.creates(1)).toBe(1);
});

testWithHosts('an owner on another host that was killed is taken over after a lease', async () => {
  const own = bench();
  const { owner, here } = await ownerElsewhere(own, 60_000);
  process.kill(inner(owner), 'SIGKILL');
  await owner.ended;
  expect((await here.state(1)).value).toMatchObject({ status: 'running', owner: { host: 'other-host' } });
  const { events } = await here.ask(1);
  expect(events).toEqual(['waiting running', 'started preempted', 'published created']);
  expect(own.creates(1)).toBe(2);
});

testWithHosts(
  'an owner on another host that was stopped is taken over, and gets the other’s result when it goes on',
  async () => {
    const own = bench();
    const { owner, here, computing } = await ownerElsewhere(own, 3000);
    const pid = inner(owner);
    process.kill(pid, 'SIGSTOP');
    const { value } = await here.ask(1);
    const proof = own.proof(1);
    process.kill(pid, 'SIGCONT');
    const late = await computing;
    expect(late.value).toBe(value);
    expect(late.events).toEqual(['started missing', 'failed lost', 'hit waited']);
    expect(own.proof(1)).toBe(proof);
    expect((await here.ask(1)).value).toBe(value);
  },
);
