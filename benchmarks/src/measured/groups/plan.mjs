/** What it costs to plan ten thousand artifacts, which are made and hashed in the same breath. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { configure, loadOrCreate, of, plan } from '@huldra/core';
import { Link, OneFile, Training } from '../classes.mjs';
import { figure, interleave } from '../measure.mjs';

/** Results of the class that a miss is compared with. */
const past = 300;

async function milliseconds(work) {
  const began = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - began) / 1e6;
}

/** A number that was not given before: an instance of each configuration is planned only once. */
let given = 0;
function next() {
  given += 1;
  return given;
}

function chain(length) {
  let last;
  for (let n = 0; n < length; n += 1) last = of(Link, { n: next(), below: last });
  return [last];
}

const sweep = (length) => Array.from({ length }, () => of(Training, { epochs: next() }));

export async function planning({ place, rounds, scale }) {
  configure({ root: join(place, 'planned'), fsync: false });
  const count = Math.ceil(10_000 * scale);
  const hits = Array.from({ length: Math.ceil(1000 * scale) }, (_, seed) => seed);
  for (const seed of hits) await loadOrCreate(of(OneFile, { seed }));
  for (const artifact of sweep(Math.ceil(past * scale))) await loadOrCreate(artifact);
  const samples = await interleave(
    {
      bare: () => milliseconds(() => Array.from({ length: count }, () => existsSync(join(place, String(next()))))),
      chain: () => milliseconds(() => plan(chain(count))),
      sweep: () => milliseconds(() => plan(sweep(count))),
      hits: () => milliseconds(() => plan(hits.map((seed) => of(OneFile, { seed })))),
    },
    Math.min(rounds, 7),
    1,
  );
  const beside = { unit: 'ms', beside: 'whether a file is there, as often', besides: samples.bare };
  const goal = { of: 'value', below: 2000 };
  return [
    figure({
      id: 'plan-chain',
      what: `plan a chain of ${count}, never computed`,
      samples: samples.chain,
      goal,
      ...beside,
    }),
    figure({
      id: 'plan-sweep',
      what: `plan ${count}, compared with ${Math.ceil(past * scale)} results`,
      samples: samples.sweep,
      goal,
      ...beside,
    }),
    figure({ id: 'plan-hits', what: `plan ${hits.length} hits`, samples: samples.hits, unit: 'ms' }),
  ];
}
