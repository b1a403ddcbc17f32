import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { hashOfDocument } from '../../src/identity/index.js';
import { Artifact, Config, CycleError, Field, fromJSON, hashOf, of, toJSON, toSource } from '../../src/index.js';
import { thrownBy } from '../configuration/support/problems.js';

@Artifact({ namespace: 'graphs/Link' })
class Link {
  @Field() name = '';
  @Field(() => Link, { optional: true }) left?: Link;
  @Field(() => Link, { optional: true }) right?: Link;
  @Field() held: unknown = null;
}

@Config({ namespace: 'graphs/Box' })
class Box {
  @Field() content: unknown = null;
}

/** Level by level, both sides are the level below: 2^levels paths lead to the bottom. */
function diamond(levels: number): Link {
  let top = of(Link, { name: 'bottom' });
  for (let level = 0; level < levels; level += 1) top = of(Link, { name: `${level}`, left: top, right: top });
  return top;
}

function chain(length: number): Link {
  let head = of(Link, { name: 'end' });
  for (let n = 1; n < length; n += 1) head = of(Link, { left: head });
  return head;
}

describe('a diamond of 60 levels', () => {
  test('costs what it holds, not its unfolding', () => {
    const top = diamond(60);
    const document = toJSON(top);
    expect(document.nodes).toHaveLength(61);
    expect(hashOfDocument(document, 'test')).toBe(hashOf(top));
    expect(toSource(top).match(/ = of\(/g)).toHaveLength(61);
    expect(inspect(top)).toContain('[Link]');
  });

  test('comes back with its instances shared', () => {
    const top = diamond(60);
    const restored = fromJSON(JSON.parse(JSON.stringify(toJSON(top)))) as Link;
    expect(hashOf(restored)).toBe(hashOf(top));
    expect(restored.left).toBe(restored.right);
    expect(restored.left?.left).toBe(restored.right?.right);
  });

  test('has the hash of one made of equal but distinct instances', () => {
    const small = of(Link, {
      left: of(Link, { name: '0', left: of(Link, { name: 'x' }), right: of(Link, { name: 'x' }) }),
      right: of(Link, { name: '0', left: of(Link, { name: 'x' }), right: of(Link, { name: 'x' }) }),
    });
    const bottom = of(Link, { name: 'x' });
    const middle = of(Link, { name: '0', left: bottom, right: bottom });
    expect(hashOf(small)).toBe(hashOf(of(Link, { left: middle, right: middle })));
  });

  test('of value objects costs what it holds too', () => {
    let box = of(Box, { content: 1 });
    for (let level = 0; level < 16; level += 1) box = of(Box, { content: [box] });
    expect(toJSON(of(Link, { held: box })).nodes).toHaveLength(18);
  });
});

describe('a chain of 10,000 artifacts', () => {
  const head = chain(10_000);

  test('is hashed, written and read back', () => {
    expect(hashOf(head)).toBe(hashOf(chain(10_000)));
    const document = toJSON(head);
    expect(document.nodes).toHaveLength(10_000);
    expect(hashOfDocument(document, 'test')).toBe(hashOf(head));
    expect(hashOf(fromJSON(document))).toBe(hashOf(head));
    expect(toSource(head).split('\n').length).toBeGreaterThan(10_000);
  });

  test('is printed in short', () => {
    expect(inspect(head).length).toBeLessThan(1000);
  });
});

describe('a circle is a CycleError with its path', () => {
  test('of an artifact that holds itself', () => {
    const link = new Link();
    link.left = link;
    const error = thrownBy(() => hashOf(link));
    expect(CycleError.is(error)).toBe(true);
    expect(error).toMatchObject({ code: 'CYCLE', path: 'left' });
    expect(String(error)).toContain('the configuration holds itself: Link -> Link (at left)');
  });

  test('through containers and value objects', () => {
    const [outer, inner, box] = [new Link(), new Link(), new Box()];
    outer.held = { list: [1, new Map([['x', box]])] };
    box.content = new Set([inner]);
    inner.left = outer;
    expect(thrownBy(() => hashOf(outer))).toMatchObject({
      code: 'CYCLE',
      path: 'held.list[1]["x"].content[0].left',
      message: expect.stringContaining('Link -> Box -> Link -> Link'),
    });
  });

  test('and can be opened again', () => {
    const inner = new Link();
    const outer = of(Link, { left: inner });
    inner.left = outer;
    expect(() => hashOf(outer)).toThrow(CycleError);
    expect(() => toJSON(outer)).toThrow(CycleError);
    inner.left = of(Link);
    expect(hashOf(outer)).toHaveLength(32);
  });
});
