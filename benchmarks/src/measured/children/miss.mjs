/** Misses in turns with their bare file operations. Arguments: directory, how many, whether to flush. Prints milliseconds. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { configure, dirOf } from '@huldra/core';
import { bareMiss, sizesOf } from '../bare-miss.mjs';
import { OneFile } from '../classes.mjs';
import { median } from '../measure.mjs';

const [directory, count, flush] = process.argv.slice(2);
const fsync = flush === 'fsync';
configure({ root: join(directory, 'root'), fsync });
mkdirSync(join(directory, 'bare'), { recursive: true });

async function timeOf(work) {
  const began = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - began) / 1e6;
}

const missOf = (seed) => timeOf(() => OneFile.of({ seed }).loadOrCreate());

const first = await missOf(0);
const sizes = sizesOf(dirOf(OneFile.of({ seed: 0 })));
const bareOf = (seed) => timeOf(() => bareMiss(join(directory, 'bare', String(seed)), sizes, fsync));

/** The compilers of V8 work through the first few; what is counted is what a program of many artifacts sees. */
const warmUp = 20;
const later = [];
const bare = [];
for (let seed = 1; seed <= warmUp + Number(count); seed += 1) {
  const turns = [async () => later.push(await missOf(seed)), async () => bare.push(await bareOf(seed))];
  for (const turn of seed % 2 === 0 ? turns : turns.reverse()) await turn();
}
console.log(JSON.stringify({ first, later: median(later.slice(warmUp)), bare: median(bare.slice(warmUp)) }));
