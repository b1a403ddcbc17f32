import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  Artifact,
  activeArtifact,
  activeScope,
  activity,
  dirOf,
  Field,
  type HuldraEvent,
  invalidate,
  loadOrCreate,
  of,
  settings,
  subscribe,
} from '@huldra/core';
import { afterEach, expect, test } from '@jest/globals';
import { emit, isAnyoneListening } from '../../src/events/bus.js';
import { collectEvents, eachTestHasItsOwnRoot, outline, rejection } from '../runtime/support/rig.js';

eachTestHasItsOwnRoot('bus');

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});
function listen(listener: (event: HuldraEvent) => void): () => void {
  const end = subscribe(listener);
  ends.push(end);
  return end;
}

const warning: HuldraEvent = { type: 'warning', reason: 'test', message: 'x' };

test('every listener is told every event, in order, before the next one', () => {
  const told: string[] = [];
  listen(({ reason }) => told.push(`first ${reason}`));
  listen(({ reason }) => told.push(`second ${reason}`));
  emit({ ...warning, reason: 'a' });
  emit({ ...warning, reason: 'b' });
  expect(told).toEqual(['first a', 'second a', 'first b', 'second b']);
});

test('a listener that was taken away is told nothing more, and taking it away again does nothing', () => {
  const told: string[] = [];
  const end = listen(({ reason }) => told.push(reason));
  expect(isAnyoneListening()).toBe(true);
  emit({ ...warning, reason: 'a' });
  end();
  end();
  emit({ ...warning, reason: 'b' });
  expect(told).toEqual(['a']);
  expect(isAnyoneListening()).toBe(false);
});

test('the same function subscribed twice is told twice, until each is ended', () => {
  const told: string[] = [];
  const listener = ({ reason }: HuldraEvent): unknown => told.push(reason);
  const end = listen(listener);
  listen(listener);
  emit({ ...warning, reason: 'a' });
  end();
  emit({ ...warning, reason: 'b' });
  expect(told).toEqual(['a', 'a', 'b']);
});

test('a listener may take itself away, and others come, while an event is told', () => {
  const told: string[] = [];
  const end = listen(({ reason }) => {
    told.push(`leaving ${reason}`);
    end();
    listen((event) => told.push(`new ${event.reason}`));
  });
  listen(({ reason }) => told.push(`staying ${reason}`));
  emit({ ...warning, reason: 'a' });
  emit({ ...warning, reason: 'b' });
  expect(told.filter((line) => line.endsWith('b'))).toEqual(['staying b', 'new b']);
  expect(told.slice(0, 2)).toEqual(['leaving a', 'staying a']);
});

test.each(['throws', 'rejects'])('a listener that %s disturbs neither the others nor the computation', (how) => {
  const hooks = new URL('../store/support/typescript.mjs', import.meta.url).href;
  const fixture = fileURLToPath(new URL('./fixtures/bad-listener.ts', import.meta.url));
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--import', hooks, fixture, how], {
    env: { ...process.env, HULDRA_PATH: settings().root },
    encoding: 'utf8',
  });
  expect([status, JSON.parse(stdout)]).toEqual([
    0,
    {
      value: 'computed',
      told: ['requested', 'started', 'published', 'answered'],
    },
  ]);
  for (const type of ['started', 'published']) {
    expect(stderr).toContain(`HuldraWarning: a huldra event listener threw on "${type}": a bad listener`);
  }
});

@Artifact({ namespace: 'test-bus/Quiet' })
class Quiet {
  @Field() label = '';
  create(): string {
    if (this.label.startsWith('failing')) throw new Error('no');
    return this.label;
  }
}

@Artifact({ namespace: 'test-bus/Outer' })
class Outer {
  @Field(() => Quiet) inner = of(Quiet, { label: 'inner' });
  create(): Promise<string> {
    return loadOrCreate(this.inner);
  }
}

const story = (events: readonly HuldraEvent[]): readonly string[] =>
  events.map((event) =>
    'depth' in event
      ? `${'  '.repeat(event.depth)}${event.artifact.className}: ${event.type} ${event.reason}`
      : event.type,
  );

test('the events of a miss, of a hit, of an invalidation and of a failure come in this order', async () => {
  const events = collectEvents();
  await loadOrCreate(of(Quiet, { label: 'a' }));
  await loadOrCreate(of(Quiet, { label: 'a' }));
  await invalidate(of(Quiet, { label: 'a' }), 'why');
  await loadOrCreate(of(Quiet, { label: 'a' }));
  await rejection(loadOrCreate(of(Quiet, { label: 'failing' })));
  await rejection(loadOrCreate(of(Quiet, { label: 'failing' })));
  expect(outline(events)).toEqual([
    'started missing',
    'published created',
    'hit published',
    'invalidated why',
    'started invalidated',
    'published created',
    'started missing',
    'failed error',
    'started failed',
    'failed error',
  ]);
});

test('events of a dependency lie between those of its dependent, one level deeper', async () => {
  const events = collectEvents();
  await loadOrCreate(of(Outer));
  await loadOrCreate(of(Outer));
  expect(story(events)).toEqual([
    'Outer: requested no-result',
    'Outer: started missing',
    '  Quiet: requested no-result',
    '  Quiet: started missing',
    '  Quiet: published created',
    '  Quiet: answered created',
    'Outer: published created',
    'Outer: answered created',
    'Outer: hit published',
  ]);
});

test('started is told before create is called, and published when the result can be loaded', async () => {
  const seen: unknown[] = [];
  const artifact = of(Quiet, { label: 'when' });
  listen(({ type }) => {
    seen.push(type, activeArtifact());
    if (type === 'published') seen.push(loadOrCreate(artifact));
  });
  await loadOrCreate(artifact);
  expect(seen.filter((item) => typeof item !== 'object')).toEqual([
    ...['requested', undefined, 'started', undefined, 'published', undefined],
    // Of the request that the listener made.
    ...['hit', undefined],
    ...['answered', undefined],
  ]);
  expect(await Promise.all(seen.filter((item) => typeof item === 'object'))).toEqual(['when']);
});

test('a failed event carries the error that was thrown', async () => {
  const events = collectEvents();
  await rejection(loadOrCreate(of(Quiet, { label: 'failing with' })));
  expect(events.at(-2)).toMatchObject({
    type: 'failed',
    reason: 'error',
    error: expect.objectContaining({ message: 'no' }),
    durationMs: expect.any(Number),
    attempt: expect.stringMatching(/^00000001-/),
  });
});

test('a request is told where it was made: by whom, and with the parent active', async () => {
  const seen: unknown[] = [];
  listen((event) => {
    if (event.type === 'requested' || event.type === 'answered' || event.type === 'hit') {
      seen.push([event.type, event.artifact.className, activeScope()?.artifact.className, event.caller()?.file]);
    }
  });
  await loadOrCreate(of(Outer));
  await loadOrCreate(of(Outer));
  const here = fileURLToPath(import.meta.url);
  expect(seen).toEqual([
    ['requested', 'Outer', undefined, here],
    ['requested', 'Quiet', 'Outer', here],
    ['answered', 'Quiet', 'Outer', here],
    ['answered', 'Outer', undefined, here],
    ['hit', 'Outer', undefined, here],
  ]);
});

test('requests that share a computation are told apart, and a failed one carries its error', async () => {
  const events = collectEvents();
  const artifact = of(Quiet, { label: 'shared' });
  await Promise.all([loadOrCreate(artifact), loadOrCreate(artifact)]);
  await rejection(loadOrCreate(of(Quiet, { label: 'failing' })));
  const frames = events.flatMap((event) =>
    event.type === 'answered' ? [[event.outcome, event.reason, event.error]] : [],
  );
  expect(frames).toEqual([
    // Who shares an answer may hear it first.
    ['ok', 'shared', undefined],
    ['ok', 'created', undefined],
    ['error', 'error', expect.objectContaining({ code: 'COMPUTE_FAILED' })],
  ]);
});

test('the scope of an artifact ends with its method: what outlives it is of the parent, or of nobody', async () => {
  const scopes: (string | undefined)[] = [];
  const note = (): void => {
    scopes.push(activeScope()?.log);
  };
  @Artifact({ namespace: 'test-bus/Timer' })
  class Timer {
    @Field() label = 'timer';
    create(): Promise<string> {
      note();
      // Started in here, and over only after the artifact is.
      late = new Promise((resolve) => setTimeout(() => resolve(note()), 20));
      return Promise.resolve('done');
    }
  }
  let late: Promise<unknown> = Promise.resolve();
  const timer = of(Timer);
  const before = activity();
  await loadOrCreate(timer);
  await late;
  expect(scopes).toEqual([join(dirOf(timer), '.huldra', 'huldra.log'), undefined]);
  expect(activity()).toEqual({ changes: before.changes + 2, running: before.running });
});
