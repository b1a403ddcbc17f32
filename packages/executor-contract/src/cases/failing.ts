import { equal, match, ok } from 'node:assert/strict';
import { ComputeError, loadOrCreate, stateOf } from '@huldra/core';
import type { CaseBody } from '../case-body.js';

export const failing: readonly CaseBody[] = [
  {
    name: 'what create throws is the job’s failure, told and recorded',
    async body(bench) {
      const probe = bench.probe('throw');
      const job = await bench.submit(probe);
      const error = await bench.rejection(job.result());
      ok(ComputeError.is(error), `expected a ComputeError, not ${String(error)}`);
      equal(error.retryable, false);
      match(String((error.cause as Error).message), /was told to throw/);
      equal(await job.state(), 'failed');
      const { status, error: recorded } = stateOf(probe);
      equal(status, 'failed');
      equal(recorded?.name, 'RangeError');
    },
  },
  {
    name: 'a create that ends its process harms only itself, and its claim is over at once',
    applies: ({ isolates }) => isolates,
    async body(bench) {
      const probe = bench.probe('exit');
      const neighbour = bench.probe();
      const [job, other] = [await bench.submit(probe), await bench.submit(neighbour)];
      const error = await bench.rejection(job.result());
      ok(ComputeError.is(error), `expected a ComputeError, not ${String(error)}`);
      match(error.message, /exit code 7/);
      equal(await bench.within(other.result(), 'the neighbour'), `result of ${neighbour.label}`);
      const { status, logTail } = stateOf(probe);
      equal(status, 'failed');
      ok(
        logTail.some((line) => line.includes(`probing ${probe.label}`)),
        'the record has the last lines of the log',
      );
      // Nobody waits for a lease.
      await bench.rejection(loadOrCreate(probe, { executor: bench.executor }));
      equal(bench.attempts(probe), 2);
    },
  },
  {
    name: 'after a failure the executor goes on working',
    async body(bench) {
      await bench.rejection((await bench.submit(bench.probe('throw'))).result());
      const probe = bench.probe();
      equal(await bench.within((await bench.submit(probe)).result(), 'the next result'), `result of ${probe.label}`);
    },
  },
];
