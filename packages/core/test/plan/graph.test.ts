import { Artifact, Config, CycleError, Field, hashOf, of } from '@huldra/core';
import { describe, expect, test } from '@jest/globals';
import { type GraphNode, graphOf } from '../../src/plan/graph.js';
import { thrownBy } from '../configuration/support/problems.js';

@Artifact({ namespace: 'test-graph/Part' })
class Part {
  @Field() name = '';
}

@Config({ namespace: 'test-graph/Shelf' })
class Shelf {
  @Field(() => Part) part = of(Part, { name: 'on the shelf' });
}

@Artifact({ namespace: 'test-graph/Whole' })
class Whole {
  @Field() label = '';
  @Field() parts: unknown = null;
  @Field({ hash: false }) helper: unknown = null;
  @Field({ secret: true }) hidden: unknown = 'nothing';
}

const part = (name: string) => of(Part, { name });
const whole = (parts: unknown, helper: unknown = null) => of(Whole, { parts, helper });

const labels = (nodes: readonly GraphNode[]) =>
  nodes.map(({ target: { artifact } }) => (artifact instanceof Part ? artifact.name : (artifact as Whole).label));

function chain(length: number): Whole {
  let head = of(Whole, { label: '1' });
  for (let n = 2; n <= length; n += 1) head = of(Whole, { label: `${n}`, parts: head });
  return head;
}

describe('the dependencies of an artifact', () => {
  test('are what its fields hold, in arrays, Maps, Sets, plain objects and value objects', () => {
    const nodes = graphOf([
      whole([
        part('array'),
        new Map([[part('key'), { member: part('member') }]]),
        new Set([part('element')]),
        new Shelf(),
      ]),
    ]);
    expect(labels(nodes.at(-1)?.dependencies ?? [])).toEqual(['array', 'key', 'member', 'element', 'on the shelf']);
  });

  test('are direct: those of its dependencies are theirs', () => {
    const nodes = graphOf([chain(3)]);
    expect(nodes.map(({ dependencies }) => labels(dependencies))).toEqual([[], ['1'], ['2']]);
  });

  test('may stand in fields that are not hashed, but not in secrets', () => {
    const artifact = of(Whole, { helper: part('helper'), hidden: part('hidden') });
    expect(labels(graphOf([artifact]))).toEqual(['helper', '']);
  });
});

describe('the graph', () => {
  test('holds each artifact once, dependencies before dependents', () => {
    const bottom = part('bottom');
    const left = of(Whole, { label: 'left', parts: bottom });
    const right = of(Whole, { label: 'right', parts: bottom });
    const top = of(Whole, { label: 'top', parts: [left, right] });
    expect(labels(graphOf([top, left]))).toEqual(['bottom', 'left', 'right', 'top']);
  });

  test('has one node for instances of the same configuration', () => {
    const nodes = graphOf([whole([part('same'), part('same')]), part('same')]);
    expect(nodes).toHaveLength(2);
    expect(nodes[1]?.dependencies).toEqual([nodes[0]]);
  });

  test('of a diamond of 200 levels is walked once', () => {
    let top = of(Whole, { label: '0' });
    for (let level = 1; level <= 200; level += 1) top = of(Whole, { label: `${level}`, parts: [top, top] });
    expect(graphOf([top])).toHaveLength(201);
  });

  test('of a chain of ten thousand overflows no stack', () => {
    expect(graphOf([chain(10_000)])).toHaveLength(10_000);
  });

  test('of nothing is empty', () => {
    expect(graphOf([])).toEqual([]);
  });

  test('is refused with its path when equal artifacts depend on each other through a field that is not hashed', () => {
    const inner = of(Whole, { label: 'a' });
    const middle = of(Whole, { label: 'b', parts: inner });
    const outer = of(Whole, { label: 'a', helper: middle });
    const [a, b] = [outer, middle].map((artifact) => `Whole ${hashOf(artifact).slice(0, 7)}`);
    const error = thrownBy(() => graphOf([outer]));
    expect(CycleError.is(error)).toBe(true);
    expect(error).toMatchObject({ code: 'CYCLE', message: expect.stringContaining(`${a} -> ${b} -> ${a}.`) });
  });
});
