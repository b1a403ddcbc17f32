import { equal, notEqual } from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { attach, loadOrCreate, settings } from '@huldra/core';
import type { Probe } from '../artifacts.js';
import type { Bench } from '../bench.js';
import type { CaseBody, ContractOptions } from '../case-body.js';

/** Submits a probe from a process that is killed once the probe is begun. */
async function submitAndDie(bench: Bench, probe: Probe, { module, nodeFlags = [] }: ContractOptions): Promise<void> {
  const submitter = fileURLToPath(new URL('../submitter.mjs', import.meta.url));
  const { label, gate } = probe;
  const request = JSON.stringify({ module, root: settings().root, fields: { label, behaviour: 'wait', gate } });
  const child = fork(submitter, [request], { execArgv: [...nodeFlags] });
  const ended = once(child, 'exit');
  const broken = ended.then(([code]) => {
    throw new Error(`the submitting process ended with code ${code} before its job was begun`);
  });
  try {
    await Promise.race([bench.begun(probe), broken]);
  } finally {
    broken.catch(() => undefined);
    child.kill('SIGKILL');
    await ended;
  }
}

export const outliving: readonly CaseBody[] = [
  {
    name: 'a job outlives the process that submitted it, and is found by another',
    applies: ({ lifetime }) => lifetime === 'detached',
    async body(bench, options) {
      const probe = bench.probe('wait');
      await submitAndDie(bench, probe, options);
      const job = await attach(probe, bench.executor);
      notEqual(job, undefined, 'the job is found');
      bench.open(probe);
      equal(await bench.within(job?.result() ?? Promise.reject(), 'its result'), `result of ${probe.label}`);
      equal(bench.attempts(probe), 1);
    },
  },
  {
    name: 'a job ends with the process that submitted it, even when that is killed, and nobody waits for it',
    applies: ({ lifetime }) => lifetime !== 'detached',
    async body(bench, options) {
      const probe = bench.probe('wait');
      await submitAndDie(bench, probe, options);
      equal(await attach(probe, bench.executor), undefined);
      bench.open(probe);
      equal(await bench.within(loadOrCreate(probe), 'a computation here'), `result of ${probe.label}`);
      equal(bench.attempts(probe), 2);
    },
  },
];
