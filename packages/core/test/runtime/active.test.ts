import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate as immediate, setTimeout as sleep } from 'node:timers/promises';
import { Artifact, activeArtifact, Field, invalidate, loadOrCreate, of } from '@huldra/core';
import { expect, test } from '@jest/globals';
import { deferred, eachTestHasItsOwnRoot } from './support/rig.js';

eachTestHasItsOwnRoot('active');

let work: (artifact: Probe) => unknown = () => undefined;

@Artifact({ namespace: 'test-active/Probe' })
class Probe {
  @Field() label = '';
  create(): unknown {
    return work(this);
  }
}

/** Runs a function within `create` of a fresh artifact. */
async function within<T>(label: string, run: (artifact: Probe) => T | Promise<T>): Promise<T> {
  let result: T | undefined;
  work = async (artifact) => {
    result = await run(artifact);
  };
  await loadOrCreate(of(Probe, { label }));
  return result as T;
}

test('no artifact is active before, beside and after a computation', async () => {
  expect(activeArtifact()).toBeUndefined();
  const begun = deferred();
  const goOn = deferred();
  work = async () => {
    begun.resolve();
    await goOn.promise;
  };
  const computation = loadOrCreate(of(Probe, { label: 'beside' }));
  await begun.promise;
  expect(activeArtifact()).toBeUndefined();
  goOn.resolve();
  await computation;
  expect(activeArtifact()).toBeUndefined();
});

test('the artifact whose create runs is the active one', async () => {
  const [artifact, active] = await within('direct', (self) => [self, activeArtifact()]);
  expect(active).toBe(artifact);
});

test.each<[string, () => Promise<unknown>]>([
  ['a promise', async () => Promise.resolve().then(activeArtifact)],
  ['a timer', async () => sleep(1).then(activeArtifact)],
  ['an immediate', async () => immediate().then(activeArtifact)],
  ['a callback of a timer', () => new Promise((resolve) => setTimeout(() => resolve(activeArtifact()), 1))],
  ['process.nextTick', () => new Promise((resolve) => process.nextTick(() => resolve(activeArtifact())))],
  [
    'a stream',
    async () => {
      const seen: unknown[] = [];
      await pipeline(Readable.from(['a', 'b']), async (chunks) => {
        for await (const _ of chunks) seen.push(activeArtifact());
      });
      return seen[1];
    },
  ],
])('the artifact stays active through %s', async (what, ask) => {
  const [artifact, active] = await within(`through ${what}`, async (self) => [self, await ask()] as const);
  expect(active).toBe(artifact);
});

test('computations at the same time each see their own artifact', async () => {
  const seen = new Map<string, unknown>();
  work = async (artifact) => {
    await sleep(2);
    seen.set(artifact.label, (activeArtifact() as Probe).label);
  };
  const labels = ['a', 'b', 'c', 'd'];
  await Promise.all(labels.map((label) => loadOrCreate(of(Probe, { label: `same time ${label}` }))));
  expect([...seen]).toEqual(labels.map((label) => [`same time ${label}`, `same time ${label}`]));
});

test('during a nested request the nested artifact is active, and afterwards its dependent again', async () => {
  const order: unknown[] = [];
  const label = () => (activeArtifact() as Probe | undefined)?.label;
  work = async (artifact) => {
    order.push(label());
    if (artifact.label === 'inner') return;
    await loadOrCreate(of(Probe, { label: 'inner' }));
    order.push(label());
  };
  await loadOrCreate(of(Probe, { label: 'outer' }));
  expect(order).toEqual(['outer', 'inner', 'outer']);
});

test('after a nested request has failed, its dependent is active again', async () => {
  let after: unknown;
  work = async (artifact) => {
    if (artifact.label === 'failing inner') throw new Error('no');
    await loadOrCreate(of(Probe, { label: 'failing inner' })).catch(() => undefined);
    after = activeArtifact();
  };
  const outer = of(Probe, { label: 'surviving outer' });
  await loadOrCreate(outer);
  expect(after).toBe(outer);
});

test('work that outlives create is no longer within an artifact', async () => {
  const later = deferred<unknown>();
  await within('outlived', () => {
    setTimeout(() => later.resolve(activeArtifact()), 50);
  });
  expect(await later.promise).toBeUndefined();
});

@Artifact({ namespace: 'test-active/Reader' })
class Reader {
  @Field() label = '';
  static readonly seen: [string, unknown][] = [];
  create(): string {
    return 'created';
  }
  async load(): Promise<string> {
    await sleep(1);
    Reader.seen.push(['load', activeArtifact()]);
    return 'loaded';
  }
  async validate(): Promise<void> {
    await sleep(1);
    Reader.seen.push(['validate', activeArtifact()]);
  }
}

test('load and validate run with their artifact active too', async () => {
  const artifact = of(Reader);
  await loadOrCreate(artifact);
  await loadOrCreate(artifact);
  expect(Reader.seen).toEqual([
    ['validate', artifact],
    ['load', artifact],
  ]);
});

test('a request for another artifact within load is computed', async () => {
  work = () => 'made within load';
  @Artifact({ namespace: 'test-active/Lazy' })
  class Lazy {
    @Field() label = '';
    create(): string {
      return 'created';
    }
    load(): Promise<unknown> {
      return loadOrCreate(of(Probe, { label: 'made by load' }));
    }
  }
  await loadOrCreate(of(Lazy));
  expect(await loadOrCreate(of(Lazy))).toBe('made within load');
});

test('an artifact cannot invalidate itself while it is made', async () => {
  const error = await within('suicidal', (self) => invalidate(self, 'me').catch((reason: unknown) => reason));
  expect(error).toMatchObject({ code: 'CYCLE' });
});
