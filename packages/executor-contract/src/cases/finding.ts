import { equal, match, notEqual } from 'node:assert/strict';
import { join } from 'node:path';
import { type ArtifactRef, attach } from '@huldra/core';
import type { Probe } from '../artifacts.js';
import type { CaseBody } from '../case-body.js';

export const finding: readonly CaseBody[] = [
  {
    name: 'a job’s logs hold what was logged while its artifact was computed',
    async body(bench) {
      const probe = bench.probe();
      const job = await bench.submit(probe);
      await bench.within(job.result(), 'the result');
      match(await job.logs(), new RegExp(`probing ${probe.label}`));
    },
  },
  {
    name: 'a job under way is found again by its id',
    async body(bench) {
      const probe = bench.probe('wait');
      const job = await bench.submit(probe);
      await bench.begun(probe);
      const found = await bench.executor.attach(job.id, refOf(probe));
      notEqual(found, undefined, 'the executor finds its job');
      equal(await found?.state(), 'running');
      bench.open(probe);
      equal((await bench.within(found?.ended() ?? Promise.reject(), 'the end'))?.kind, 'succeeded');
    },
  },
  {
    name: 'a job that the executor does not know is not found, and never taken for a success',
    async body(bench) {
      const probe = bench.probe();
      equal(await bench.executor.attach('00000000deadbeef', refOf(probe)), undefined);
      equal(await attach(probe, bench.executor), undefined);
    },
  },
];

function refOf({ namespace, hash, dir }: Probe): ArtifactRef {
  return { className: 'Probe', namespace, hash, dir, log: join(dir, '.huldra', 'huldra.log') };
}
