import { mkdirSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { configure } from '@huldra/core';
import * as fc from 'fast-check';
import { hurryClock } from './damage/clock.js';
import { mutation } from './damage/mutation.js';
import type { Chunk, Said } from './damage/plan.js';
import { Damager } from './damage/put.js';
import { makeTargets, type Stage, type Target } from './damage/scenes.js';
import { Trial } from './damage/trial.js';

/* A process that damages files and uses them: it carries out chunks of trials, until its standard input ends. */

/** Written synchronously, so that whoever waits knows by which trial it hangs. */
function say(said: Said): void {
  writeSync(1, `${JSON.stringify(said)}\n`);
}

const [directory = '', abandoned = ''] = process.argv.slice(2);
mkdirSync(directory);
const stage: Stage = { root: join(directory, 'root'), ledger: join(directory, 'ledger.txt'), abandoned };
// Nobody is cut off by a power failure here.
configure({ fsync: false, ignoreDiff: true });
const damager = new Damager(join(directory, 'aside'));
const targets = await makeTargets(stage);
hurryClock();

async function carryOut({ file, seed, number, trials, from }: Chunk): Promise<void> {
  const own = targets.filter((target) => target.file === file);
  let refused = 0;
  for (const [index, damage] of fc.sample(mutation, { seed, numRuns: trials }).entries()) {
    if (index < from) continue;
    const trial = number * trials + index;
    const target = own[trial % own.length] as Target;
    say({ type: 'begins', index });
    const { isRefused, problems } = await new Trial(stage, target, trial).run(damager, damage);
    if (isRefused) refused += 1;
    const about = `${file} (${target.scene.name}, ${target.path.replace(/^.*\.huldra\//, '')}): ${JSON.stringify(damage)}`;
    if (problems.length > 0) say({ type: 'broken', index, about, problems });
  }
  say({ type: 'done', refused });
}

say({ type: 'ready' });
for await (const line of createInterface({ input: process.stdin })) await carryOut(JSON.parse(line) as Chunk);
// The thread that beats is of no use any more.
process.exit(0);
