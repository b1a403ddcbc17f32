/** Eight processes want one artifact that takes 200 ms: when the last one has it. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configure, dirOf } from '@huldra/core';
import { start } from '../children.mjs';
import { Slow } from '../classes.mjs';
import { figure } from '../measure.mjs';

const processes = 8;

async function race(place, root, seed) {
  const children = Array.from({ length: processes }, () => start('waiter', [root, String(seed)], { cwd: place }));
  await Promise.all(children.map((child) => once(child, 'message')));
  const ends = children.map((child) => once(child, 'exit'));
  const answers = children.map((child) => once(child, 'message'));
  const asked = performance.timeOrigin + performance.now();
  for (const child of children) child.send('go');
  const done = Math.max(...(await Promise.all(answers)).map(([at]) => at));
  await Promise.all(ends);
  const proof = join(dirOf(Slow.of({ seed })), '.huldra', 'SUCCESS.json');
  const published = Date.parse(JSON.parse(readFileSync(proof)).publishedAt);
  return { afterPublication: done - published, afterAsking: done - asked };
}

export async function waiting({ place, rounds }) {
  const root = join(place, 'waiting');
  configure({ root });
  const results = [];
  for (let seed = 0; seed < rounds; seed += 1) results.push(await race(place, root, seed));
  const column = (key) => results.map((result) => result[key]);
  return [
    figure({
      id: 'waiters',
      what: `${processes} processes, the last has it after publication`,
      unit: 'ms',
      samples: column('afterPublication'),
      goal: { of: 'value', below: 20 },
    }),
    figure({ id: 'waiters-all', what: 'the same after all have asked', unit: 'ms', samples: column('afterAsking') }),
  ];
}
