/** What it costs to run many artifacts, in one process and in a pool, and what a pool gains. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { nodeJson } from '../children.mjs';
import { figure } from '../measure.mjs';

export async function running({ place, rounds, scale }) {
  const directory = join(place, 'run');
  mkdirSync(directory);
  const count = Math.ceil(1000 * scale);
  const measures = { inProcess: count, pool: Math.ceil(count / 2), memory: count, busy: 16 };
  const samples = Object.fromEntries([...Object.keys(measures), 'bare'].map((name) => [name, []]));
  for (let round = 0; round < Math.ceil(rounds / 3); round += 1) {
    for (const [what, number] of Object.entries(measures)) {
      const root = join(directory, `${what}-${round}`);
      samples[what].push(await nodeJson('run', [what, root, String(number)], { cwd: directory }));
    }
    const { bare } = await nodeJson('miss', [join(directory, `bare-${round}`), String(Math.ceil(100 * scale)), ''], {
      cwd: directory,
    });
    samples.bare.push(bare);
  }
  const ms = { unit: 'ms', by: 'difference' };
  return [
    figure({
      id: 'run',
      what: `run of ${count} artifacts in process, each`,
      samples: samples.inProcess,
      beside: 'its file operations',
      besides: samples.bare,
      goal: { below: 2 },
      ...ms,
    }),
    figure({
      id: 'run-pool',
      what: 'the same by one warm worker of a pool, each',
      samples: samples.pool,
      beside: 'in process',
      besides: samples.inProcess,
      goal: { below: 5 },
      ...ms,
    }),
    figure({
      id: 'run-memory',
      what: 'heap that an artifact leaves behind when it has ended',
      unit: 'B',
      samples: samples.memory,
      goal: { of: 'value', below: 500 },
    }),
    figure({
      id: 'run-busy',
      what: '16 artifacts that compute for 100 ms, by two workers, each',
      unit: 'ms',
      samples: samples.busy.map(({ two }) => two),
      beside: 'by one process',
      besides: samples.busy.map(({ one }) => one),
      goal: { below: 0.556 },
    }),
  ];
}
