import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Chunk } from '../child/damage/plan.js';
import { type DamagedFile, damagedFiles } from '../child/damage/scenes.js';
import { DamageProcess } from '../rig/damage-process.js';
import { inMemory } from '../rig/in-memory.js';
import { inLanes } from '../rig/lanes.js';
import { Subject } from '../rig/subject.js';
import { Trial } from '../rig/trial.js';
import { type Bench, type Outcome, outcome, type Row, type Scale } from '../row.js';

/** How many trials one seed makes up: what is found in one is found again by the same seed, at either scale. */
const trialsOfChunk = 50;
const chunks: Readonly<Record<Scale, number>> = { slice: 3, full: 200 };
const lanes = 2;
/** After so many hangs of one chunk the rest of it is left. */
const maxStuck = 3;

export const damage: Row = {
  id: 11,
  fault:
    'proofs, states, owner records, heartbeats, metadata, events and jobs that were changed, cut off, exchanged, or forged with a right checksum',
  promise: 'a typed error or the right value; never another value, a hang, an untyped error or a changed prototype',
  run: (bench) => inMemory(bench, tryAll),
};

async function tryAll(bench: Bench): Promise<Outcome> {
  const abandoned = await leaveAbandoned(bench);
  const problems: string[] = [];
  const refused = new Map<DamagedFile, number>(damagedFiles.map((file) => [file, 0]));
  const processes: (DamageProcess | undefined)[] = [];
  let started = 0;
  const processOf = async (lane: number): Promise<DamageProcess> => {
    const present = processes[lane];
    if (present !== undefined && !present.isOver) return present;
    started += 1;
    const next = new DamageProcess(join(bench.directory, `process-${started}`), abandoned, bench.execArgv);
    processes[lane] = next;
    await next.ready();
    return next;
  };
  try {
    await inLanes(lanes, chunksOf(bench), async (chunk, lane) => {
      let from = 0;
      for (let stuck = 0; stuck < maxStuck && from < chunk.trials; stuck += 1) {
        const result = await (await processOf(lane)).do({ ...chunk, from });
        problems.push(...result.problems);
        refused.set(chunk.file, (refused.get(chunk.file) ?? 0) + result.refused);
        from = (result.stuckAt ?? chunk.trials) + 1;
      }
    });
  } finally {
    for (const one of processes) await one?.kill();
  }
  const trials = chunks[bench.scale] * trialsOfChunk;
  const counts = [...refused].map(([file, count]) => `${file} ${count} refused, ${trials - count} not`);
  return outcome(`${trials} of each, seed ${bench.seed}: ${counts.join('; ')}`, problems);
}

function chunksOf({ scale, seed }: Bench): Chunk[] {
  return Array.from({ length: chunks[scale] }, (_, number) =>
    damagedFiles.map((file, index) => {
      // Any two chunks get different seeds; fast-check takes 32 bits.
      const own = (seed + (number * damagedFiles.length + index) * 0x9e3779b1) | 0;
      return { file, seed: own, number, trials: trialsOfChunk, from: 0 };
    }),
  ).flat();
}

/** A root in which an owner was killed in the middle of its create. */
async function leaveAbandoned({ directory, execArgv }: Bench): Promise<string> {
  const trial = new Trial(directory, 'abandoned', 'files');
  const victim = new Subject({ execArgv });
  await victim.ready();
  const reply = victim.ask(trial.order('ask', { gate: join(directory, 'never') }));
  while (trial.ledger.total() === 0 && !victim.isOver) await sleep(2);
  victim.process.kill('SIGKILL');
  await reply;
  return trial.root.outside;
}
