/** What it costs to make configurations and to hash them. */
import { createHash } from 'node:crypto';
import { hashOf, of } from '@huldra/core';
import { Level, Training } from '../classes.mjs';
import { figure, interleave, perCall } from '../measure.mjs';

const levels = 60;

function bareHash(value) {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 32);
}

/** Plain values, level by level, each naming the one below by its hash: written out there would be no end. */
function bareDiamond() {
  let below;
  for (let depth = 0; depth < levels; depth += 1) below = bareHash({ depth, left: below, right: below });
  return below;
}

function makeDiamond() {
  let below;
  for (let depth = 0; depth < levels; depth += 1) {
    below = Object.assign(new Level(), { depth, left: below, right: below });
  }
  return below;
}

export async function hash({ rounds, scale }) {
  const count = Math.ceil(1000 * scale);
  const diamonds = Math.ceil(20 * scale);
  const fields = { ...new Training() };
  const samples = await interleave(
    {
      bare: () => perCall(count, () => bareHash(fields)),
      five() {
        // A hash is taken once from an instance: every call needs one of its own, made beforehand.
        const instances = Array.from({ length: count }, (_, epochs) => of(Training, { epochs }));
        return perCall(count, (index) => hashOf(instances[index]));
      },
      made: () => perCall(count, (epochs) => of(Training, { epochs })),
      bareDiamond: () => perCall(diamonds, bareDiamond) / 1000,
      diamond() {
        const instances = Array.from({ length: diamonds }, makeDiamond);
        return perCall(diamonds, (index) => hashOf(instances[index])) / 1000;
      },
    },
    rounds,
  );
  const bare = { beside: 'JSON.stringify, SHA-256', besides: samples.bare, unit: 'µs' };
  return [
    figure({
      id: 'hash',
      what: 'hash of five fields',
      samples: samples.five,
      goal: { of: 'value', below: 10 },
      ...bare,
    }),
    figure({ id: 'of', what: 'of with five fields', samples: samples.made, ...bare }),
    figure({
      id: 'diamond',
      what: `hash of a diamond of ${levels} levels`,
      unit: 'ms',
      samples: samples.diamond,
      beside: 'the same of each level',
      besides: samples.bareDiamond,
      goal: { of: 'value', below: 5 },
    }),
  ];
}
