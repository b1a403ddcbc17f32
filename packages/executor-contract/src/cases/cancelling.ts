import { equal, ok } from 'node:assert/strict';
import { JobCancelledError, loadOrCreate, stateOf } from '@huldra/core';
import type { CaseBody } from '../case-body.js';

export const cancelling: readonly CaseBody[] = [
  {
    name: 'a job that is cancelled ends, and its artifact is preempted',
    async body(bench) {
      const probe = bench.probe('wait');
      const job = await bench.submit(probe);
      const result = bench.rejection(job.result());
      await bench.begun(probe);
      equal(await job.state(), 'running');
      await bench.within(job.cancel(), 'the end of the job');
      ok(JobCancelledError.is(await result), 'the result is rejected with a JobCancelledError');
      equal(await job.state(), 'cancelled');
      equal(stateOf(probe).status, 'preempted');
    },
  },
  {
    name: 'cancelling one of several jobs leaves the others alone',
    async body(bench) {
      const [first, second] = [bench.probe('wait'), bench.probe('wait')];
      const jobs = [await bench.submit(first), await bench.submit(second)] as const;
      await bench.within(jobs[0].cancel(), 'the end of the first');
      bench.open(second);
      equal(await bench.within(jobs[1].result(), 'the second'), `result of ${second.label}`);
    },
  },
  {
    name: 'cancelling a job that has ended changes nothing',
    async body(bench) {
      const probe = bench.probe();
      const job = await bench.submit(probe);
      await bench.within(job.result(), 'the result');
      await job.cancel();
      equal(await job.state(), 'succeeded');
      equal(stateOf(probe).status, 'success');
    },
  },
  {
    name: 'an artifact whose job was cancelled can be computed afterwards',
    async body(bench) {
      const probe = bench.probe('wait');
      const job = await bench.submit(probe);
      await bench.within(job.cancel(), 'the end of the job');
      bench.open(probe);
      const { executor } = bench;
      equal(await bench.within(loadOrCreate(probe, { executor }), 'the result'), `result of ${probe.label}`);
    },
  },
];
