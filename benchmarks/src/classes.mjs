/** The artifacts that are measured. Plain JavaScript has no decorators, so they are called as the functions they are. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Artifact, Field, Huldra } from '@huldra/core';

/** Declares a class with these fields, under a namespace of its own. */
function declare(cls, types, options = {}) {
  for (const [name, type] of Object.entries(types)) Field(type)(cls.prototype, name);
  Artifact({ namespace: `benchmarks/${cls.name}`, ...options })(cls);
}

/** One published file, and a `load` that costs nothing: what is left is what huldra costs. */
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
declare(OneFile, { seed: undefined });

/** A configuration of an ordinary size. */
export class Training extends Huldra {
  model = 'convnet-small';
  learningRate = 0.001;
  epochs = 90;
  augment = true;
  tags = ['baseline', 'vision', 'nightly'];
}
declare(Training, { model: undefined, learningRate: undefined, epochs: undefined, augment: undefined, tags: undefined });

/** Each level names the one below twice: written out, 60 levels would be 2^60 nodes. */
export class Level extends Huldra {
  depth = 0;
  left = null;
  right = null;
}
const level = () => Level;
declare(Level, { depth: undefined, left: level, right: level });

/** Takes `ms` milliseconds to compute. */
export class Slow extends Huldra {
  seed = 0;
  ms = 200;

  async create() {
    await new Promise((resolve) => setTimeout(resolve, this.ms));
    return this.seed;
  }
}
declare(Slow, { seed: undefined, ms: undefined });
