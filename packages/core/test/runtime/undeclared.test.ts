import { Artifact, Field, type HuldraEvent, hashOf, loadOrCreate, metadataOf, of } from '@huldra/core';
import { expect, test } from '@jest/globals';
import { collectEvents, eachTestHasItsOwnRoot } from './support/rig.js';

eachTestHasItsOwnRoot('undeclared');

@Artifact({ namespace: 'test-undeclared/Part' })
class Part {
  @Field() n = 0;
  create(): number {
    return this.n;
  }
}

@Artifact({ namespace: 'test-undeclared/Hidden' })
class Hidden extends Part {}

@Artifact({ namespace: 'test-undeclared/Middle' })
class Middle {
  @Field() part = of(Part, { n: 1 });
  create(): Promise<number> {
    return loadOrCreate(this.part);
  }
}

/** What `create` of the classes below asks for; the test sets it. */
let wanted: readonly object[] = [];

@Artifact({ namespace: 'test-undeclared/Whole' })
class Whole {
  @Field() label = '';
  @Field() middle = of(Middle);
  dependencies(): readonly object[] {
    return [of(Part, { n: 2 })];
  }
  async create(): Promise<void> {
    for (const artifact of wanted) await loadOrCreate(artifact);
  }
}

const name = (artifact: object): string => `test-undeclared/${artifact.constructor.name}/${hashOf(artifact)}`;

const warnings = (events: readonly HuldraEvent[]): readonly string[] =>
  events.flatMap((event) =>
    event.type === 'warning' && event.reason === 'undeclared-dependency' ? [event.message] : [],
  );

test('what create asks for is declared when a field or dependencies() leads to it', async () => {
  const events = collectEvents();
  wanted = [of(Middle), of(Part, { n: 1 }), of(Part, { n: 2 })];
  const whole = of(Whole, { label: 'declared' });
  await loadOrCreate(whole);
  expect(warnings(events)).toEqual([]);
  expect(metadataOf(whole)?.dependencies).toEqual({
    declared: [name(of(Middle)), name(of(Part, { n: 2 }))],
    undeclared: [],
  });
});

test('what create asks for beyond that is recorded, and reported once for each pair of classes', async () => {
  const events = collectEvents();
  wanted = [of(Part, { n: 3 }), of(Part, { n: 4 }), of(Part, { n: 3 }), of(Hidden, { n: 5 })];
  const whole = of(Whole, { label: 'undeclared' });
  await loadOrCreate(whole);
  expect(metadataOf(whole)?.dependencies?.undeclared).toEqual(
    [3, 4].map((n) => name(of(Part, { n }))).concat(name(of(Hidden, { n: 5 }))),
  );
  const again = of(Whole, { label: 'undeclared again' });
  await loadOrCreate(again);
  expect(metadataOf(again)?.dependencies?.undeclared).toHaveLength(3);
  const short = (artifact: object) => `${artifact.constructor.name} ${hashOf(artifact).slice(0, 7)}`;
  expect(warnings(events)).toEqual([
    expect.stringContaining(
      `create() of ${short(whole)} asked for ${short(of(Part, { n: 3 }))}, which Whole does not declare`,
    ),
    expect.stringContaining(`asked for ${short(of(Hidden, { n: 5 }))}`),
  ]);
  expect(warnings(events)[0]).toContain('a dependencies() method that returns it');
});

test('what a dependency asks for is none of the dependent’s requests', async () => {
  wanted = [];
  await loadOrCreate(of(Whole, { label: 'quiet' }));
  expect(metadataOf(of(Middle))?.dependencies).toEqual(undefined);
  wanted = [of(Middle)];
  const whole = of(Whole, { label: 'through another' });
  await loadOrCreate(whole);
  expect(metadataOf(whole)?.dependencies?.undeclared).toEqual([]);
  expect(metadataOf(of(Middle))?.dependencies).toEqual({ declared: [name(of(Part, { n: 1 }))], undeclared: [] });
});
