import { equal, match, ok } from 'node:assert/strict';
import { Artifact, Field, loadOrCreate, SubmitError, submit } from '@huldra/core';
import { Carrier } from '../artifacts.js';
import type { CaseBody } from '../case-body.js';

/** A class that no worker can import, because it exists only once this was called. */
function hidden(): object {
  @Artifact({ namespace: 'huldra-executor-contract/Hidden' })
  class Hidden {
    @Field() label = '';

    create(): string {
      return this.label;
    }
  }
  return new Hidden();
}

export const sending: readonly CaseBody[] = [
  {
    name: 'a worker has every value of the configuration as it was',
    async body(bench) {
      const probe = bench.probe();
      const carrier = Carrier.of({
        probe,
        big: 2n ** 70n,
        date: new Date('2026-01-02T03:04:05.678Z'),
        map: new Map([['a', 1]]),
        bytes: new Uint8Array([0, 255, 7]),
        unusual: [Number.NaN, Number.POSITIVE_INFINITY],
        workers: 4,
      });
      const job = await submit(carrier, bench.executor);
      const expected = `${probe.label} ${2n ** 70n} 2026-01-02T03:04:05.678Z a,1 0,255,7 NaN,Infinity 4`;
      equal(await bench.within(job.result(), 'the result'), expected);
    },
  },
  {
    name: 'an artifact whose class no worker could import is refused when it is submitted',
    applies: ({ lifetime }) => lifetime !== 'call',
    async body(bench) {
      const error = await bench.rejection(submit(hidden(), bench.executor));
      ok(SubmitError.is(error), `expected a SubmitError, not ${String(error)}`);
      match(error.message, /does not export it/);
      // And nothing is left that others would wait for.
      equal(await bench.within(loadOrCreate(hidden()), 'a computation here'), '');
    },
  },
];
