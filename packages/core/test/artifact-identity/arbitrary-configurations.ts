import fc from 'fast-check';
import { Artifact, Config, Field, of } from '../../src/index.js';
import { arbitraryValue } from '../values/arbitrary-values.js';

@Config({ namespace: 'arbitrary/Part' })
export class Part {
  @Field() first: unknown = 1;
  @Field({ hash: false }) note: unknown = '';
  @Field() $tag: unknown = null;
}

@Config({ namespace: 'arbitrary/SpecialPart' })
export class SpecialPart extends Part {
  @Field({ formerly: 'erst' }) extra: unknown = 0;
}

@Artifact({ namespace: 'arbitrary/Dataset', version: 3, formerly: ['arbitrary/old/Data'] })
export class Dataset {
  @Field() name = '';
  @Field(() => Part) part = of(Part);
  @Field({ optional: true }) maybe?: unknown = 'a default that may be taken away';
  @Field({ secret: true, optional: true }) token?: string;
}

@Artifact({ namespace: 'arbitrary/Train' })
export class Train {
  @Field() value: unknown = null;
  @Field(() => Dataset, { optional: true }) dataset?: Dataset;
  @Field(() => [Part, SpecialPart]) parts: Part[] = [];
  @Field({ type: () => Dataset, container: 'map' }) byName = new Map<unknown, Dataset>();
  @Field({ type: () => Dataset, container: 'set' }) all = new Set<Dataset>();
  @Field() mixed: Record<string, unknown> = {};
  @Field({ absentMeans: 5 }) later: unknown = 5;
  @Field({ absentMeans: [] }) list: unknown = [1];
  @Field({ hash: false }) workers: unknown = 1;
}

const value = arbitraryValue();

const part: fc.Arbitrary<Part> = fc.oneof(
  fc.record({ first: value, note: value, $tag: value }).map((fields) => of(Part, fields)),
  fc.record({ first: value, extra: value }).map((fields) => of(SpecialPart, fields)),
);

const dataset: fc.Arbitrary<Dataset> = fc
  .record({ name: fc.string(), part, token: fc.option(fc.string(), { nil: undefined }), maybe: fc.option(value) })
  .map(({ maybe, ...fields }) => {
    const made = of(Dataset, fields);
    made.maybe = maybe ?? undefined;
    return made;
  });

/** Configurations whose instances are partly shared, so that the same one is met on several ways. */
export const configuration: fc.Arbitrary<Train> = fc
  .array(dataset, { minLength: 1, maxLength: 3 })
  .chain((datasets) => {
    const shared = fc.constantFrom(...datasets);
    return fc.record({
      value: fc.oneof(value, shared, part),
      dataset: fc.option(shared, { nil: undefined }),
      parts: fc.array(part, { maxLength: 2 }),
      byName: fc.array(fc.tuple(fc.string(), shared), { maxLength: 2 }).map((entries) => new Map(entries)),
      all: fc.array(shared, { maxLength: 2 }).map((items) => new Set(items)),
      mixed: fc.record({
        list: fc.array(fc.oneof(value, shared, part), { maxLength: 2 }),
        deep: fc.record({ shared }),
      }),
      later: fc.oneof(fc.constant(5), value),
      list: fc.oneof(fc.constant([]), value),
      workers: fc.oneof(value, shared),
    });
  })
  .map((fields) => of(Train, fields));
