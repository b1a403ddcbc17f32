import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  Artifact,
  type CreateContext,
  configure,
  DeclarationError,
  dirOf,
  Field,
  follow,
  type LiveUpdate,
  loadOrCreate,
  metricsOf,
  of,
  progressOf,
  settings,
  stateOf,
} from '@huldra/core';
import { afterEach, expect, test } from '@jest/globals';
import { targetOf } from '../../src/runtime/target.js';
import { closeJob, openJob } from '../../src/store/queue.js';
import { obstacleToMounting, onSmallDisk, testUnless } from '../protocol/support/permitted.js';
import { startAgent } from './support/agent.js';
import { steered, steering } from './support/artifacts.js';
import { collectEvents, deferred, eachTestHasItsOwnRoot, rejection } from './support/rig.js';

const root = eachTestHasItsOwnRoot('live');
afterEach(() => {
  steering.create = ({ label }) => label;
});

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** What stands in `attempts/` beside the attempts' own directories. */
function beside(artifact: object): string[] {
  const names = readdirSync(join(dirOf(artifact), '.huldra', 'attempts'));
  return names.filter((name) => name.includes('.')).map((name) => name.slice(name.indexOf('.') + 1));
}

function outlineOf(update: LiveUpdate): string {
  return update.type === 'metric' ? `${update.name} ${update.value}` : `${update.done} of ${update.total}`;
}

test('what create said is read after its success, and after its failure', async () => {
  const artifact = steered('Steered', 'said');
  steering.create = (_, { metric, progress }) => {
    progress(1, 3, 'epochs');
    for (let step = 0; step < 1000; step += 1) metric('loss', 1 / step, step);
    progress(2, 3, 'epochs');
    throw new Error('enough');
  };
  await rejection(loadOrCreate(artifact));
  expect(metricsOf(artifact)).toHaveLength(1000);
  expect(metricsOf(artifact).slice(0, 2)).toMatchObject([
    { name: 'loss', value: Number.POSITIVE_INFINITY, step: 0 },
    { name: 'loss', value: 1, step: 1 },
  ]);
  expect(progressOf(artifact)).toEqual({ at: expect.any(String), done: 2, total: 3, label: 'epochs' });
  const { attempt: failed = '' } = stateOf(artifact);

  steering.create = (_, { metric }) => {
    metric('loss', 7);
    return 'done';
  };
  await loadOrCreate(artifact);
  expect(metricsOf(artifact)).toMatchObject([{ name: 'loss', value: 7 }]);
  expect(progressOf(artifact)).toBeUndefined();
  // Two attempts never mix.
  expect(metricsOf(artifact, { attempt: failed })).toHaveLength(1000);
  expect(progressOf(artifact, { attempt: failed })).toMatchObject({ done: 2 });
});

test('a create that says nothing leaves no such files, and one that does meets none of its own', async () => {
  const quiet = steered('Steered', 'quiet');
  await loadOrCreate(quiet);
  expect(beside(quiet)).toEqual(['manifest.jsonl']);
  expect([metricsOf(quiet), progressOf(quiet)]).toEqual([[], undefined]);

  const own = steered('Steered', 'own');
  steering.create = (_, { dir, metric, progress }) => {
    for (const name of ['metrics.jsonl', 'progress.json']) writeFileSync(join(dir, name), 'mine');
    metric('loss', 1);
    progress(1);
  };
  await loadOrCreate(own);
  expect(beside(own).sort()).toEqual(['manifest.jsonl', 'metrics.jsonl', 'progress.json']);
  for (const name of ['metrics.jsonl', 'progress.json']) {
    expect(readFileSync(join(dirOf(own), name), 'utf8')).toBe('mine');
  }
});

test('another process follows an attempt while it runs, from its beginning to its end', async () => {
  const artifact = steered('Steered', 'followed');
  const agent = await startAgent(root());
  agent.tell({ do: 'request', label: 'followed' });
  await agent.next('creating');
  agent.tell({ do: 'say', label: 'followed', metric: ['loss', 0.5, 1] });
  await until(() => metricsOf(artifact).length === 1);

  const seen: string[] = [];
  const following = (async () => {
    for await (const update of follow(artifact)) seen.push(outlineOf(update));
  })();
  await until(() => seen.length === 1);
  agent.tell({ do: 'say', label: 'followed', metric: ['loss', 0.25, 2], progress: [1, 2] });
  await until(() => seen.length === 3);
  expect(stateOf(artifact).status).toBe('running');
  expect(progressOf(artifact)).toMatchObject({ done: 1, total: 2 });
  agent.tell({ do: 'say', label: 'followed', metric: ['loss', 0.125, 3] });
  agent.tell({ do: 'say', label: 'followed', progress: [2, 2] });
  agent.tell({ do: 'finish', label: 'followed', value: 'done' });
  await following;
  // In order among their own kind.
  expect(seen.filter((line) => line.startsWith('loss'))).toEqual(['loss 0.5', 'loss 0.25', 'loss 0.125']);
  expect(seen.filter((line) => line.includes('of'))).toEqual(['1 of 2', '2 of 2']);
});

test('following ends when the owner is killed, and what it had written stays', async () => {
  const artifact = steered('Steered', 'killed');
  const agent = await startAgent(root());
  agent.tell({ do: 'request', label: 'killed' });
  const { attempt } = await agent.next('creating');
  agent.tell({ do: 'say', label: 'killed', metric: ['loss', 0.5] });
  const seen: string[] = [];
  const following = (async () => {
    for await (const update of follow(artifact)) seen.push(outlineOf(update));
  })();
  await until(() => seen.length === 1);
  await agent.kill();
  await following;
  steering.create = (_, { metric }) => metric('loss', 1);
  await loadOrCreate(artifact);
  expect(metricsOf(artifact, { attempt: attempt.id })).toMatchObject([{ value: 0.5 }]);
  expect(metricsOf(artifact)).toMatchObject([{ value: 1 }]);
});

test('half a line at the end of an attempt that was killed is left out', async () => {
  const artifact = steered('Steered', 'torn');
  steering.create = (_, { metric }) => metric('loss', 1);
  await loadOrCreate(artifact);
  const { attempt } = stateOf(artifact);
  const file = join(dirOf(artifact), '.huldra', 'attempts', `${attempt}.metrics.jsonl`);
  writeFileSync(file, '{"at":"2026-01-01T00:00:00.000Z","na', { flag: 'a' });
  expect(metricsOf(artifact)).toHaveLength(1);
});

test('of what was never computed there is nothing to follow, and a queued artifact is waited for', async () => {
  const artifact = steered('Steered', 'queued');
  for await (const update of follow(artifact)) throw new Error(`nothing can be said: ${update.type}`);
  const job = openJob(targetOf(artifact).layout, 'test', '17', { fsync: false });
  const seen: string[] = [];
  const following = (async () => {
    for await (const update of follow(artifact)) seen.push(outlineOf(update));
  })();
  steering.create = (_, { metric }) => metric('loss', 1);
  await loadOrCreate(artifact, { job: job.token });
  closeJob(targetOf(artifact).layout, job);
  await following;
  expect(seen).toEqual(['loss 1']);
});

test('an abort ends following with its reason', async () => {
  const artifact = steered('Steered', 'aborted');
  const end = deferred();
  const said = deferred();
  steering.create = (_, { metric }) => {
    metric('loss', 1);
    said.resolve();
    return end.promise;
  };
  const computing = loadOrCreate(artifact);
  await said.promise;
  const cancel = new AbortController();
  const updates = follow(artifact, { signal: cancel.signal });
  expect((await updates.next()).value).toMatchObject({ type: 'metric', value: 1 });
  const next = updates.next();
  cancel.abort(new Error('seen enough'));
  expect(await rejection(next)).toMatchObject({ message: 'seen enough' });
  end.resolve();
  await computing;
});

test('what is no attempt’s id is refused, and of an attempt that is not there nothing is said', async () => {
  const artifact = steered('Steered', 'refused');
  expect(() => metricsOf(artifact, { attempt: '../../other' })).toThrow(DeclarationError);
  expect(await rejection(follow(artifact, { attempt: '1/2' }).next())).toMatchObject({ code: 'DECLARATION' });
  expect(metricsOf(artifact, { attempt: '00000009-0123456789abcdef' })).toEqual([]);
});

test('what is said after the attempt is over is ignored', async () => {
  let said: CreateContext | undefined;
  steering.create = (_, context) => {
    said = context;
    return 'done';
  };
  const artifact = steered('Steered', 'late');
  await loadOrCreate(artifact);
  said?.metric('loss', 1);
  said?.progress(1);
  expect(beside(artifact)).toEqual(['manifest.jsonl']);
});

@Artifact({ namespace: 'test-live/Filling' })
class Filling {
  @Field() label = '';

  create({ metric, progress }: CreateContext): string {
    const filling = join(settings().root, 'filling');
    try {
      for (;;) writeFileSync(filling, Buffer.alloc(4096), { flag: 'a' });
    } catch {
      for (let step = 0; step < 50_000; step += 1) metric('loss', step, step);
      progress(1);
    }
    rmSync(filling);
    metric('after', 1);
    return 'done';
  }
}

testUnless(obstacleToMounting())('a full disk costs the values, one warning, and never the result', () =>
  onSmallDisk('2m', async (directory) => {
    configure({ root: directory });
    const events = collectEvents();
    const artifact = of(Filling);
    expect(await loadOrCreate(artifact)).toBe('done');
    const warnings = events.filter(({ type }) => type === 'warning');
    expect(warnings).toMatchObject([{ reason: 'bookkeeping', message: expect.stringContaining('ENOSPC') }]);
    expect(metricsOf(artifact).at(-1)).toMatchObject({ name: 'after' });
  }),
);
