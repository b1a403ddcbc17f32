import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  Artifact,
  dependentsOf,
  dirOf,
  Field,
  type HuldraEvent,
  hashOf,
  invalidate,
  loadOrCreate,
  of,
  stateOf,
} from '@huldra/core';
import { beforeEach, expect, test } from '@jest/globals';
import { collectEvents, deferred, eachTestHasItsOwnRoot, outline, snapshot } from './support/rig.js';

const root = eachTestHasItsOwnRoot('cascade');

/** What `create` of `Train` does; the test sets it. */
let train: () => unknown = () => 'trained';
beforeEach(() => {
  train = () => 'trained';
});

@Artifact({ namespace: 'test-cascade/Dataset' })
class Dataset {
  @Field() name = 'a';
  create(): string {
    return this.name;
  }
}

@Artifact({ namespace: 'test-cascade/Tokenize' })
class Tokenize {
  @Field() dataset = of(Dataset);
  create(): Promise<string> {
    return loadOrCreate(this.dataset);
  }
}

@Artifact({ namespace: 'test-cascade/Train', versionControlled: true })
class Train {
  @Field() tokens = of(Tokenize);
  async create(): Promise<unknown> {
    await loadOrCreate(this.tokens);
    return train();
  }
}

@Artifact({ namespace: 'test-cascade/Asks' })
class Asks {
  @Field() n = 0;
  create(): Promise<string> {
    return loadOrCreate(of(Dataset));
  }
}

@Artifact({ namespace: 'test-cascade/AsksTheAsker' })
class AsksTheAsker {
  @Field() asks: object = of(Dataset, { name: 'other' });
  create(): Promise<string> {
    return loadOrCreate(of(Asks));
  }
}

@Artifact({ namespace: 'test-cascade/Holds' })
class Holds {
  @Field() asks = of(Asks);
  create(): string {
    return 'held';
  }
}

const names = (artifact: object) => dependentsOf(artifact).map(({ className }) => className);
const all = [of(Train), of(Holds), of(AsksTheAsker), of(Tokenize, { dataset: of(Dataset, { name: 'other' }) })];

async function computeAll(): Promise<void> {
  for (const artifact of all) await loadOrCreate(artifact);
}

test('dependents are found by what is stored: by fields, and by what create asked for, directly or not', async () => {
  await computeAll();
  const before = snapshot(root());
  expect(names(of(Dataset)).sort()).toEqual(['Asks', 'AsksTheAsker', 'Holds', 'Tokenize', 'Train']);
  expect(names(of(Tokenize))).toEqual(['Train']);
  expect(names(of(Train))).toEqual([]);
  expect(snapshot(root())).toEqual(before);
  expect(dependentsOf(of(Tokenize))).toEqual([
    {
      className: 'Train',
      namespace: 'test-cascade/Train',
      hash: hashOf(of(Train)),
      dir: dirOf(of(Train)),
      log: join(dirOf(of(Train)), '.huldra', 'huldra.log'),
      through: 'configuration',
    },
  ]);
});

test('dependencies come before their dependents', async () => {
  await computeAll();
  const order = names(of(Dataset));
  expect(order.indexOf('Tokenize')).toBeLessThan(order.indexOf('Train'));
  expect(order.indexOf('Asks')).toBeLessThan(order.indexOf('Holds'));
});

test('invalidating without cascade leaves dependents as they are', async () => {
  await computeAll();
  await invalidate(of(Dataset), 'wrong labels');
  expect(stateOf(of(Tokenize)).status).toBe('success');
});

test('a cascade invalidates all that depends on what changed, and nothing else, and names them first', async () => {
  await computeAll();
  const events = collectEvents();
  expect(await invalidate(of(Dataset), 'wrong labels', { cascade: true })).toBe(true);
  expect(outline(events)[0]).toBe('warning cascade');
  const [warning] = events as readonly Extract<HuldraEvent, { type: 'warning' }>[];
  expect(warning?.message).toMatch(
    /^invalidating Dataset [0-9a-f]{7} and the 5 results that depend on it: \w+ [0-9a-f]{7}, /,
  );
  expect(outline(events)[1]).toBe('invalidated wrong labels');
  expect(events.filter(({ type }) => type === 'invalidated')).toHaveLength(6);
  const because = `invalidated: depends on Dataset ${hashOf(of(Dataset)).slice(0, 7)}, which was invalidated: wrong labels`;
  expect(stateOf(of(Train))).toMatchObject({ status: 'missing', reason: because });
  expect(stateOf(of(Dataset, { name: 'other' })).status).toBe('success');
  expect(stateOf(of(Tokenize, { dataset: of(Dataset, { name: 'other' }) })).status).toBe('success');
});

test('nothing changes unless the caller confirms what it is shown', async () => {
  await computeAll();
  const before = snapshot(root());
  let shown = 0;
  const confirm = (dependents: readonly unknown[]) => {
    shown = dependents.length;
    return false;
  };
  expect(await invalidate(of(Dataset), 'wrong labels', { cascade: true, confirm })).toBe(false);
  expect(shown).toBe(5);
  expect(snapshot(root())).toEqual(before);
  await invalidate(of(Dataset), 'wrong labels', { cascade: true, confirm: async () => true });
  expect(stateOf(of(Train)).status).toBe('missing');
});

test('a cascade reaches what depends on something that is invalidated already', async () => {
  await computeAll();
  await invalidate(of(Dataset), 'first');
  await invalidate(of(Tokenize), 'first');
  expect(await invalidate(of(Dataset), 'again', { cascade: true })).toBe(true);
  expect(stateOf(of(Train)).status).toBe('missing');
  expect(await invalidate(of(Dataset), 'and again', { cascade: true })).toBe(false);
});

test('a dependent that is being computed is waited for, and its result set aside', async () => {
  const [begun, running] = [deferred(), deferred()];
  train = async () => {
    begun.resolve();
    await running.promise;
    return 'of the old data';
  };
  const request = loadOrCreate(of(Train));
  await begun.promise;
  const invalidation = invalidate(of(Dataset), 'wrong labels', { cascade: true });
  running.resolve();
  expect(await request).toBe('of the old data');
  await invalidation;
  expect(stateOf(of(Train)).status).toBe('missing');
});

test('a process that knows none of their classes invalidates them', async () => {
  await computeAll();
  const hooks = new URL('../store/support/typescript.mjs', import.meta.url).href;
  const fixture = fileURLToPath(new URL('./fixtures/invalidate-alone.ts', import.meta.url));
  const env = { ...process.env, HULDRA_PATH: root(), HULDRA_FSYNC: 'false' };
  const child = spawnSync(process.execPath, ['--import', hooks, fixture], { env, encoding: 'utf8' });
  expect(child.stderr).toBe('');
  const told = JSON.parse(child.stdout) as { dependents: string[]; isAny: boolean; events: string[] };
  expect(told.isAny).toBe(true);
  expect([...told.dependents].sort()).toEqual([
    'Asks requested',
    'AsksTheAsker requested',
    'Holds configuration',
    'Tokenize configuration',
    'Train configuration',
  ]);
  expect(stateOf(of(Train)).status).toBe('missing');
  expect(stateOf(of(Holds)).status).toBe('missing');
});

test('a record that cannot be read is reported, for nobody knows what it depended on', async () => {
  await computeAll();
  rmSync(join(dirOf(of(Holds)), '.huldra', 'metadata.json'));
  const events = collectEvents();
  expect(names(of(Dataset))).not.toContain('Holds');
  expect(outline(events)).toEqual(['warning unreadable-record']);
  expect(events[0]).toMatchObject({ message: expect.stringContaining(dirOf(of(Holds))) });
});
