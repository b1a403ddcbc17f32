/** How durations are taken: contenders in turns, so that a machine that slows down or speeds up does so for all of them. */

/**
 * Takes one sample of each contender in each round, in an order that changes from round to round. A contender is a function that
 * resolves to its sample; the first rounds only warm up. Resolves to the samples of each contender, parallel by round.
 */
export async function interleave(contenders, rounds, warmUp = 2) {
  const names = Object.keys(contenders);
  const samples = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = -warmUp; round < rounds; round += 1) {
    for (let turn = 0; turn < names.length; turn += 1) {
      const name = names[(turn + round + warmUp) % names.length];
      const sample = await contenders[name](round);
      if (round >= 0) samples[name].push(sample);
    }
  }
  return samples;
}

/** Microseconds per call of `work`, which gets the number of the call. */
export function perCall(count, work) {
  const began = process.hrtime.bigint();
  for (let index = 0; index < count; index += 1) work(index);
  return Number(process.hrtime.bigint() - began) / 1000 / count;
}

/** The same for work that returns a promise, each awaited before the next begins. */
export async function perAwaitedCall(count, work) {
  const began = process.hrtime.bigint();
  for (let index = 0; index < count; index += 1) await work(index);
  return Number(process.hrtime.bigint() - began) / 1000 / count;
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export function spread(values) {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}

/**
 * One line of the report. `samples` and `besides` are parallel by round, in `unit`; the ratio (or with `by: 'difference'` the
 * difference) is taken within each round. `goal` is what its median is to stay below, or with `of: 'value'` the median of `samples`.
 */
export function figure({ id, what, unit, samples, beside, besides, by = 'ratio', goal }) {
  const compare = by === 'ratio' ? (a, b) => a / b : (a, b) => a - b;
  const compared =
    besides === undefined ? undefined : spread(samples.map((sample, round) => compare(sample, besides[round])));
  const value = spread(samples);
  const judged = goal?.of === 'value' ? value : compared;
  return {
    id,
    what,
    unit,
    value,
    ...(besides === undefined ? {} : { beside, besideValue: spread(besides), by, compared }),
    ...(goal === undefined ? {} : { goal, met: judged.median <= goal.below }),
  };
}
