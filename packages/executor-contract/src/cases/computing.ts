import { deepEqual, equal } from 'node:assert/strict';
import { loadOrCreate, run, stateOf, submit } from '@huldra/core';
import { Dependent, Probe } from '../artifacts.js';
import type { CaseBody } from '../case-body.js';

export const computing: readonly CaseBody[] = [
  {
    name: 'a job computes its artifact, and ends when the result is published',
    async body(bench) {
      const probe = bench.probe();
      const job = await bench.submit(probe);
      equal(await bench.within(job.result(), 'the result'), `result of ${probe.label}`);
      equal(await job.state(), 'succeeded');
      equal(stateOf(probe).status, 'success');
      equal(bench.attempts(probe), 1);
    },
  },
  {
    name: 'loadOrCreate with the executor waits for the result and loads it',
    async body(bench) {
      const probe = bench.probe();
      const { executor } = bench;
      equal(await bench.within(loadOrCreate(probe, { executor }), 'the result'), `result of ${probe.label}`);
    },
  },
  {
    name: 'jobs that are submitted together each compute their own artifact',
    async body(bench) {
      const probes = Array.from({ length: 5 }, () => bench.probe());
      const summary = await bench.within(run(probes, { executor: bench.executor, handleSignals: false }), 'the run');
      equal(summary.counts.computed, probes.length);
      deepEqual(
        await Promise.all(probes.map((probe) => loadOrCreate(probe))),
        probes.map(({ label }) => `result of ${label}`),
      );
      deepEqual(
        probes.map((probe) => bench.attempts(probe)),
        probes.map(() => 1),
      );
    },
  },
  {
    name: 'an artifact that is wanted twice is computed once',
    async body(bench) {
      const probe = bench.probe('wait');
      const job = await bench.submit(probe);
      await bench.begun(probe);
      const { executor } = bench;
      const again = loadOrCreate(Probe.of({ ...probe }), { executor });
      bench.open(probe);
      deepEqual(
        await bench.within(Promise.all([job.result(), again]), 'both results'),
        Array(2).fill(`result of ${probe.label}`),
      );
      equal(bench.attempts(probe), 1);
    },
  },
  {
    name: 'what is published is a job that has succeeded, and nothing is computed',
    async body(bench) {
      const probe = bench.probe();
      await loadOrCreate(probe);
      const job = await bench.submit(probe);
      equal(await job.state(), 'succeeded');
      equal(await job.result(), `result of ${probe.label}`);
      equal(bench.attempts(probe), 1);
    },
  },
  {
    name: 'what create asks for is computed where create runs',
    async body(bench) {
      const probe = bench.probe();
      const job = await submit(Dependent.of({ probe }), bench.executor);
      equal(await bench.within(job.result(), 'the result'), `made from result of ${probe.label}`);
      equal(stateOf(probe).status, 'success');
    },
  },
];
