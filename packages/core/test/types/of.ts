import { Artifact, Config, Field, type FieldsOf, fromPlain, Huldra, of } from '@huldra/core';
import { exactly, same } from './same.js';

const hidden = Symbol('hidden');

@Config()
class Window {
  @Field() size = 3;
  @Field() stride!: number;
}

@Artifact()
class Dataset extends Huldra<string> {
  static shared = 1;
  @Field() name = 'toy';
  @Field() readonly size: number = 3;
  @Field() tags: readonly string[] = [];
  @Field({ optional: true }) note?: string;
  @Field() protected seed = 1;
  @Field() private secret = '';
  [hidden] = 1;

  create() {
    return `${this.name}${this.seed}${this.secret}`;
  }

  describe(): string {
    return this.name;
  }
}

@Artifact()
class LargeDataset extends Dataset {
  @Field() shards = 8;
}

@Artifact()
class Model extends Huldra<number> {
  @Field(() => Dataset) dataset = Dataset.of();
  @Field(() => Window) window = of(Window, { stride: 1 });
  @Field() lr!: number;
  @Field() kind: 'cnn' | 'rnn' = 'cnn';
  @Field() seed: number | null = null;
  @Field() anything: unknown = 1;
  @Field(() => Dataset) others = new Map<string, Dataset>();
  handler: (() => void) | undefined;

  create() {
    return this.lr;
  }
}

/* What of() takes. */

exactly<Model>()(Model.of());
exactly<Model>()(of(Model));
exactly<Window>()(of(Window, { size: 1 }));
exactly<Model>()(fromPlain(Model, { lr: 1 }));
Model.of({});
Model.of({ lr: 1 });
Model.of({ lr: undefined, kind: undefined, dataset: undefined });
Model.of({ kind: 'rnn', seed: null, anything: [1] });
Model.of({ dataset: Dataset.of({ size: 4 }), others: new Map([['a', Dataset.of()]]) });
Model.of({ dataset: LargeDataset.of({ shards: 1, name: 'large' }) });
Dataset.of({ tags: ['a'] as const, note: 'optional' });
Dataset.of({ note: undefined });
of(Dataset, { size: 4, note: undefined });

same<FieldsOf<Window>, { size?: number | undefined; stride?: number | undefined }>();
same<
  FieldsOf<LargeDataset>,
  {
    name?: string | undefined;
    size?: number | undefined;
    tags?: readonly string[] | undefined;
    note?: string | undefined;
    shards?: number | undefined;
  }
>();

/** Fields may be put together before. */
const fields: FieldsOf<Model> = { lr: 1 };
fields.kind = 'rnn';
Model.of({ ...fields, seed: 3 });

/* What it refuses: wrong names. */

// @ts-expect-error TS2353: no property of that name
Model.of({ lrr: 1 });
// @ts-expect-error TS2353: no property of that name
of(Model, { lrr: 1 });
// @ts-expect-error TS2561: no property of that name, and a near one
Model.of({ datset: Dataset.of() });
// @ts-expect-error TS2353: a field of a subclass
Dataset.of({ shards: 1 });
// @ts-expect-error TS2353: a property of the class, not of its instances
Dataset.of({ shared: 1 });
// @ts-expect-error TS2353: protected
Dataset.of({ seed: 1 });
// @ts-expect-error TS2353: private
Dataset.of({ secret: '' });
// @ts-expect-error TS2353: named by a symbol
Dataset.of({ [hidden]: 1 });

/* Wrong types. */

// @ts-expect-error TS2322: a text for a number
Model.of({ lr: '1' });
// @ts-expect-error TS2322: a text for a number
of(Model, { lr: '1' });
// @ts-expect-error TS2322: null where the field does not allow it
Model.of({ lr: null });
// @ts-expect-error TS2322: not one of the literals
Model.of({ kind: 'mlp' });
// @ts-expect-error TS2740: plain data for a nested artifact
Model.of({ dataset: { name: 'toy' } });
// @ts-expect-error TS2740: another class for a nested artifact
Model.of({ dataset: Model.of() });
// @ts-expect-error TS2740: a class for its instance
Model.of({ dataset: Dataset });
// @ts-expect-error TS2322: elements of another class
Model.of({ others: new Map([['a', Model.of()]]) });
// @ts-expect-error TS2322: a text for an optional number
LargeDataset.of({ shards: '8' });

/* Methods, and properties that hold functions. */

// @ts-expect-error TS2353: a method
Dataset.of({ describe: () => 'mine' });
// @ts-expect-error TS2353: the method that computes
Dataset.of({ create: () => 'mine' });
// @ts-expect-error TS2353: the method that computes
of(Dataset, { create: () => 'mine' });
// @ts-expect-error TS2353: functions have no identity
Model.of({ handler: () => undefined });

/* Members of the base class. */

// @ts-expect-error TS2353: a member of Huldra
Model.of({ hash: '' });
// @ts-expect-error TS2353: a member of Huldra
Model.of({ dir: '' });
// @ts-expect-error TS2353: a member of Huldra
of(Model, { dir: '' });
// @ts-expect-error TS2353: a member of Huldra
Model.of({ rawDir: '' });
// @ts-expect-error TS2353: a member of Huldra
Model.of({ namespace: '' });
// @ts-expect-error TS2353: a member of Huldra
Model.of({ loadOrCreate: () => Promise.resolve(1) });
// @ts-expect-error TS2353: a member of Huldra
Model.of({ toJSON: () => ({}) });

/* Without base class, the same names are fields like any others. */

@Artifact()
class Folder {
  @Field() dir = '';
  @Field() hash = 1;
  create() {
    return this.dir;
  }
}

of(Folder, { dir: 'a', hash: 2 });
// @ts-expect-error TS2353: the method that computes
of(Folder, { create: () => 'mine' });
