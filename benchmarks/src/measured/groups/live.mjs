/** What it costs a computation to say how it is getting on. */
import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { configure } from '@huldra/core';
import { Talkative } from '../classes.mjs';
import { figure, interleave, perCall } from '../measure.mjs';

/** The least that keeping a line per value can be: its JSON is made, and 64 kB of lines are appended at once. */
function appendBare(path, count) {
  let pending = '';
  const sample = perCall(count, (step) => {
    pending += `${JSON.stringify({ at: Date.now(), name: 'loss', value: step / 3, step })}\n`;
    if (pending.length < 64 * 1024) return;
    appendFileSync(path, pending);
    pending = '';
  });
  appendFileSync(path, pending);
  return sample;
}

export async function live({ place, rounds, scale }) {
  const directory = join(place, 'live');
  configure({ root: directory });
  mkdirSync(directory);
  const count = Math.ceil(100_000 * scale);
  // What create returns is how long its calls took.
  const said = (what) => (round) => Talkative.of({ what, count, round }).loadOrCreate();
  const samples = await interleave(
    {
      bare: (round) => appendBare(join(directory, `bare-${round}.jsonl`), count),
      metric: said('metric'),
      progress: said('progress'),
    },
    rounds,
  );
  // 100,000 calls a second.
  const goal = { below: 10, of: 'value' };
  const beside = { beside: 'JSON.stringify, append 64 kB at once', besides: samples.bare, unit: 'µs' };
  return [
    figure({ id: 'metric', what: 'a call of metric', samples: samples.metric, goal, ...beside }),
    figure({ id: 'progress', what: 'a call of progress', samples: samples.progress, goal, ...beside }),
  ];
}
