/** The artifacts that are measured. Plain JavaScript has no decorators, so they are called as the functions that they are. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Artifact, Field, Huldra } from '@huldra/core';
import { perCall } from './measure.mjs';

function declare(cls, fields) {
  for (const [name, type, options] of fields) Field(type, options)(cls.prototype, name);
  Artifact({ namespace: `benchmarks/${cls.name}` })(cls);
}

/** One published file, and methods that cost nothing: what is left is what huldra costs. */
export class OneFile extends Huldra {
  seed = 0;

  create({ dir }) {
    writeFileSync(join(dir, 'data.txt'), 'hello\n');
    return 1;
  }
  load() {
    return 1;
  }
}
declare(OneFile, [['seed']]);

/** A configuration of an ordinary size. */
export class Training extends Huldra {
  model = 'convnet-small';
  learningRate = 0.001;
  epochs = 90;
  augment = true;
  tags = ['baseline', 'vision', 'nightly'];

  create() {
    return this.epochs;
  }
}
declare(Training, [['model'], ['learningRate'], ['epochs'], ['augment'], ['tags']]);

/** Names the level below twice: written out as a tree, 60 levels would be 2^60 nodes. */
export class Level extends Huldra {
  depth = 0;
  left = undefined;
  right = undefined;
}
declare(Level, [['depth'], ['left', () => Level, { optional: true }], ['right', () => Level, { optional: true }]]);

/** Depends on one other. */
export class Link extends Huldra {
  n = 0;
  below = undefined;

  create() {
    return this.n;
  }
}
declare(Link, [['n'], ['below', () => Link, { optional: true }]]);
/** Says how it is getting on, and returns how many microseconds a call took. */
export class Talkative extends Huldra {
  what = 'metric';
  count = 1;
  round = 0;

  create({ metric, progress }) {
    const { what, count } = this;
    return perCall(
      count,
      what === 'metric' ? (step) => metric('loss', step / 3, step) : (step) => progress(step, count),
    );
  }
}
declare(Talkative, [['what'], ['count'], ['round']]);

/** Takes 200 ms to compute. */
export class Slow extends Huldra {
  seed = 0;

  async create() {
    await new Promise((resolve) => setTimeout(resolve, 200));
    return this.seed;
  }
}
declare(Slow, [['seed']]);

/** Computes without a pause for so many milliseconds of processor time. */
export class Busy extends Huldra {
  seed = 0;
  ms = 100;

  create() {
    const begin = process.cpuUsage();
    for (;;) {
      const { user, system } = process.cpuUsage(begin);
      if (user + system >= this.ms * 1000) return this.seed;
    }
  }
}
declare(Busy, [['seed'], ['ms']]);
