/** Runs many artifacts in this process, or in a pool. Arguments: what, directory, count. Prints a figure as JSON. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { configure, inProcess, of, processPool, run, subscribe } from '@huldra/core';
import { Busy, OneFile } from '../classes.mjs';

const [what, root, number] = process.argv.slice(2);
const count = Number(number);
configure({ root, fsync: false });

const many = (cls, from = 0, fields = {}) =>
  Array.from({ length: count }, (_, index) => of(cls, { seed: from + index, ...fields }));

async function msEach(artifacts, options) {
  const began = performance.now();
  await run(artifacts, { handleSignals: false, ...options });
  return (performance.now() - began) / artifacts.length;
}

const measures = {
  async inProcess() {
    await msEach(many(OneFile, 1e6).slice(0, 50), { concurrency: 1 });
    return msEach(many(OneFile), { concurrency: 1 });
  },
  /** One worker, warm. */
  async pool() {
    const executor = processPool({ workers: 1 });
    await msEach(many(OneFile, 1e6).slice(0, 50), { executor });
    return msEach(many(OneFile), { executor });
  },
  /** Both ways in one process, one after the other: the machine may be another a minute later. */
  async busy() {
    const executor = processPool({ workers: 2 });
    await msEach(many(Busy, 1e6, { ms: 1 }), { executor });
    const two = await msEach(many(Busy), { executor });
    return { two, one: await msEach(many(Busy, count), { executor: inProcess(), concurrency: 1 }) };
  },
  /** Bytes of heap by which this process grows for each artifact that has ended. */
  async memory() {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc');
    const heap = () => {
      collect();
      return process.memoryUsage().heapUsed;
    };
    const early = Math.floor(count / 5);
    let ended = 0;
    let before = 0;
    let after = 0;
    subscribe(({ type }) => {
      if (type !== 'published') return;
      ended += 1;
      if (ended === early) before = heap();
      if (ended === count) after = heap();
    });
    await msEach(many(OneFile), { concurrency: 1 });
    return (after - before) / (count - early);
  },
};

console.log(JSON.stringify(await measures[what]()));
