import { Artifact, Config, choice, collection, Field, Huldra, int, logUniform, of, sweep } from '@huldra/core';
import { exactly } from './same.js';

@Config()
class Window {
  @Field() size = 3;
}

@Artifact()
class Dataset extends Huldra<string> {
  @Field() name = 'toy';
  @Field() tags: readonly string[] = [];
  @Field(() => Window) window = of(Window);

  create() {
    return this.name;
  }
}

@Artifact()
class Model extends Huldra<number> {
  @Field(() => Dataset) dataset = Dataset.of();
  @Field(() => Dataset, { optional: true }) extra?: Dataset;
  @Field() lr = 1;
  @Field() kind: 'cnn' | 'rnn' = 'cnn';
  @Field() options: Record<string, number> = {};
  @Field() anything: unknown = 1;
  @Field(() => Model, { optional: true }) parent?: Model;

  create() {
    return this.lr;
  }
}

/* Names lead into what fields hold, and values have their types. */

sweep(Model, { lr: [1e-3, 1e-4], 'dataset.name': ['a', 'b'] });
sweep(Model, { 'dataset.window.size': [1], 'extra.name': ['a'], 'parent.dataset.name': new Set(['a']) });
sweep(Model, { kind: ['cnn', 'rnn'], 'dataset.tags': [['a'], []], dataset: [Dataset.of()] }, { lr: 2 });
sweep(Model, { 'options.depth': [1], 'anything.at.all': [1, 'a'] });
sweep.zip(Model, { lr: [1], kind: ['rnn'] });
sweep.random(
  Model,
  { lr: logUniform(1e-5, 1), kind: choice(['cnn', 'rnn']), 'dataset.window.size': int(1, 9) },
  { count: 3 },
);

/* What is wrong is an error where it is written. */

// @ts-expect-error TS2353: no such field
sweep(Model, { lrr: [1] });
// @ts-expect-error TS2353: no such field of the data set
sweep(Model, { 'dataset.nme': ['a'] });
// @ts-expect-error TS2322: a number, not a text
sweep(Model, { lr: ['a'] });
// @ts-expect-error TS2322: a text, not a number
sweep(Model, { 'dataset.name': [1] });
// @ts-expect-error TS2322: neither cnn nor rnn
sweep(Model, { kind: ['mlp'] });
// @ts-expect-error TS2322: a list of values, not a value
sweep(Model, { lr: 1 });
// @ts-expect-error TS2353: methods are no fields
sweep(Model, { create: [() => 1] });
// @ts-expect-error TS2353: lists are no place to go into
sweep(Model, { 'dataset.tags.length': [1] });
// @ts-expect-error TS2322: a text is drawn where a number should be
sweep.random(Model, { lr: choice(['a']) }, { count: 1 });

/* Collections know what they hold. */

for (const model of sweep(Model, { lr: [1] })) exactly<Model>()(model);
const runs = collection({ baseline: Model.of(), sweep: sweep(Model, { lr: [1] }), data: [Dataset.of()] });
exactly<Model | Dataset>()(runs.byName('baseline'));
