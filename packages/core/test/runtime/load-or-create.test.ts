import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Artifact, type CreateContext, Field, Huldra, type LoadContext, load, loadOrCreate, of } from '@huldra/core';
import { beforeEach, expect, test } from '@jest/globals';
import { collectEvents, deferred, eachTestHasItsOwnRoot, snapshot, withoutFrames } from './support/rig.js';

const root = eachTestHasItsOwnRoot('load-or-create');

/** How often each method ran, by label. */
const calls = new Map<string, number>();
beforeEach(() => calls.clear());
function count(what: string): void {
  calls.set(what, (calls.get(what) ?? 0) + 1);
}

@Artifact({ namespace: 'test-loc/Text' })
class Text extends Huldra<{ readonly from: string; readonly text: string }> {
  @Field() label = '';

  async create({ dir }: CreateContext) {
    count(`create ${this.label}`);
    writeFileSync(join(dir, 'text.txt'), `text of ${this.label}`);
    return { from: 'create', text: `text of ${this.label}` };
  }

  async load({ dir }: LoadContext) {
    count(`load ${this.label}`);
    return { from: 'load', text: readFileSync(join(dir, 'text.txt'), 'utf8') };
  }
}

@Artifact({ namespace: 'test-loc/Synchronous' })
class Synchronous {
  @Field() label = '';
  create({ dir }: CreateContext): string {
    writeFileSync(join(dir, 'text.txt'), this.label);
    return 'created';
  }
  load({ dir }: LoadContext): string {
    return `loaded ${readFileSync(join(dir, 'text.txt'), 'utf8')}`;
  }
}

@Artifact({ namespace: 'test-loc/Summary' })
class Summary extends Huldra<string> {
  @Field(() => Text) source = Text.of({ label: 'nested' });
  async create() {
    const { text } = await this.source.loadOrCreate();
    return text.toUpperCase();
  }
}

@Artifact({ namespace: 'test-loc/Identity' })
class ReturnsAnObject {
  @Field() label = '';
  static readonly returned = { nested: [1, 2, 3] };
  create(): object {
    return ReturnsAnObject.returned;
  }
}

test('the first request computes, and the second one, by an equal instance, loads', async () => {
  expect(await Text.of({ label: 'once' }).loadOrCreate()).toEqual({ from: 'create', text: 'text of once' });
  expect(await Text.of({ label: 'once' }).loadOrCreate()).toEqual({ from: 'load', text: 'text of once' });
  expect([calls.get('create once'), calls.get('load once')]).toEqual([1, 1]);
});

test('the call that computes gets the very value that create returned', async () => {
  expect(await loadOrCreate(of(ReturnsAnObject))).toBe(ReturnsAnObject.returned);
  const read = await loadOrCreate(of(ReturnsAnObject));
  expect(read).toEqual(ReturnsAnObject.returned);
  expect(read).not.toBe(ReturnsAnObject.returned);
});

test('create and load may be synchronous', async () => {
  const artifact = of(Synchronous, { label: 'now' });
  expect(await loadOrCreate(artifact)).toBe('created');
  expect(await loadOrCreate(artifact)).toBe('loaded now');
});

test('a nested dependency is computed first, in a directory of its own, and not again for another dependent', async () => {
  expect(await Summary.of().loadOrCreate()).toBe('TEXT OF NESTED');
  expect(calls.get('create nested')).toBe(1);
  expect(readdirSync(join(root(), 'data', 'test-loc')).sort()).toEqual(['Summary', 'Text']);
  await Summary.of().loadOrCreate();
  expect(await Text.of({ label: 'nested' }).loadOrCreate()).toEqual({ from: 'load', text: 'text of nested' });
  expect(calls.get('create nested')).toBe(1);
});

test('a hit writes nothing, makes nothing and takes no lock', async () => {
  await Summary.of().loadOrCreate();
  const before = snapshot(root());
  await Summary.of().loadOrCreate();
  await Text.of({ label: 'nested' }).loadOrCreate();
  await Text.of({ label: 'nested' }).exists();
  await load(Text.of({ label: 'nested' }));
  expect(snapshot(root())).toEqual(before);
});

test('asking about an artifact that was never computed makes no directory', async () => {
  const artifact = Text.of({ label: 'never' });
  expect(await artifact.exists()).toBe(false);
  expect(artifact.state().status).toBe('missing');
  expect(artifact.metadata()).toBeUndefined();
  expect(existsSync(artifact.dir)).toBe(false);
  expect(readdirSync(root())).toEqual([]);
});

test('twenty requests at once share one computation and its value', async () => {
  const values = await Promise.all(Array.from({ length: 20 }, () => Text.of({ label: 'shared' }).loadOrCreate()));
  expect(calls.get('create shared')).toBe(1);
  expect(new Set(values).size).toBe(1);
  expect(values[0]?.from).toBe('create');
});

test('requests that share a computation leave one attempt and one claim behind', async () => {
  const events = collectEvents();
  const artifact = Text.of({ label: 'tidy' });
  await Promise.all(Array.from({ length: 20 }, () => artifact.loadOrCreate()));
  expect(withoutFrames(events).map(({ type }) => type)).toEqual(['started', 'published']);
  expect(readdirSync(join(artifact.dir, '.huldra', 'attempts'), { withFileTypes: true })).toHaveLength(2);
  expect(
    readdirSync(join(artifact.dir, '.huldra', 'attempts')).filter((name) => !name.endsWith('.jsonl')),
  ).toHaveLength(1);
});

const meeting = { first: deferred(), second: deferred() };

@Artifact({ namespace: 'test-loc/Meeting' })
class Meeting {
  @Field() side: 'first' | 'second' = 'first';
  async create() {
    meeting[this.side].resolve();
    await meeting[this.side === 'first' ? 'second' : 'first'].promise;
    return this.side;
  }
}

test('two different artifacts are computed at the same time', async () => {
  // Each waits for the other to have begun: one after the other they would never end.
  const both = [loadOrCreate(of(Meeting, { side: 'first' })), loadOrCreate(of(Meeting, { side: 'second' }))];
  expect(await Promise.all(both)).toEqual(['first', 'second']);
});

test('what create wrote is found by its name in the artifact directory', async () => {
  const artifact = Text.of({ label: 'linked' });
  await artifact.loadOrCreate();
  expect(readFileSync(join(artifact.dir, 'text.txt'), 'utf8')).toBe('text of linked');
});

test('an instance made with new is the same artifact as one made with of', async () => {
  await Text.of({ label: 'made' }).loadOrCreate();
  expect((await loadOrCreate(Object.assign(new Text(), { label: 'made' }))).from).toBe('load');
});

@Artifact({ namespace: 'test-loc/LoadOnly' })
class LoadOnly {
  @Field() label = '';
  load(): string {
    return 'loaded';
  }
}

test('a class without create says so when there is no result, and leaves no claim', async () => {
  const artifact = of(LoadOnly);
  await expect(loadOrCreate(artifact)).rejects.toMatchObject({
    code: 'DECLARATION',
    message: expect.stringContaining('has no method to compute it'),
  });
  expect(readdirSync(root())).toEqual([]);
});
