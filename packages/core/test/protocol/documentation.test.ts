import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dirOf, loadOrCreate, type Metadata } from '@huldra/core';
import { expect, jest, test } from '@jest/globals';
import { targetOf } from '../../src/runtime/target.js';
import { closeJob, openJob } from '../../src/store/queue.js';
import { testRepository } from '../provenance/support/git.js';
import { runFixture } from '../provenance/support/run-fixture.js';
import { steered, steering } from '../runtime/support/artifacts.js';
import { rejection } from '../runtime/support/rig.js';
import { eachTestHasItsOwnRoot } from './support/note.js';

// Child processes and git start slowly when the machine is busy; a test that hangs still fails.
jest.setTimeout(60_000);
const root = eachTestHasItsOwnRoot('documentation');

const page = (name: string): string => readFileSync(new URL(`../../../../docs/${name}`, import.meta.url), 'utf8');

/** The example below a heading of docs/files.md. */
function example(heading: string): string {
  const found = page('files.md').split(`### ${heading}\n`)[1]?.split('\n### ')[0];
  const text = /```(?:json|diff)?\n([\s\S]*?)```/.exec(found ?? '')?.[1];
  if (text === undefined) throw new Error(`docs/files.md has no example of ${heading}`);
  return text;
}

/** Every path to a member, with `[]` for elements. */
function pathsOf(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((element) => pathsOf(element, `${path}[]`));
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, member]) => pathsOf(member, path === '' ? key : `${path}.${key}`));
}

const shape = (...values: unknown[]): string[] => [...new Set(values.flatMap((value) => pathsOf(value)))].sort();
const json = (text: string): unknown => JSON.parse(text);
const lines = (text: string): Record<string, unknown>[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

test('the examples of docs/files.md have the members that real files have', async () => {
  const artifact = steered('Steered', 'documented');
  const { layout } = targetOf(artifact);
  closeJob(layout, openJob(layout, 'test', '17', { fsync: false }));
  steering.create = (_, { log }) => {
    log.info('counting');
    throw new TypeError('outer', { cause: new Error('inner') });
  };
  await rejection(loadOrCreate(artifact));
  steering.create = (_, { progress, metric }) => {
    progress(1, 2, 'words');
    metric('length', 5, 1);
    metric('ratio', Number.NaN);
    return 'done';
  };
  await loadOrCreate(artifact);

  const file = (...names: string[]): string => readFileSync(join(dirOf(artifact), '.huldra', ...names), 'utf8');
  const beside = (end: string): string => {
    const [name = ''] = readdirSync(layout.attempts).filter((entry) => entry.endsWith(end));
    return file('attempts', name);
  };
  const job = readdirSync(layout.jobs)[0] ?? '';
  const pairs: [string, string][] = [
    ['SUCCESS.json', file('SUCCESS.json')],
    ['locks/00000001.json', file('locks', '00000001.json')],
    ['attempts/….progress.json', beside('progress.json')],
    ['jobs/….json', file('jobs', job)],
  ];
  for (const [heading, text] of pairs)
    expect([heading, ...shape(json(example(heading)))]).toEqual([heading, ...shape(json(text))]);

  expect(shape(...lines(example('attempts/….metrics.jsonl')))).toEqual(shape(...lines(beside('metrics.jsonl'))));
  expect(shape(...lines(example('attempts/….manifest.jsonl')))).toEqual(shape(...lines(beside('manifest.jsonl'))));
  expect(example('locks/00000001.beat').length).toBe(file('locks', '00000001.beat').length);
  // What only a takeover has is tested where there is one, in story.test.ts.
  const ofTakeover = (path: string): boolean => !path.startsWith('takenOverFrom.');
  expect(shape(json(example('state.json'))).filter(ofTakeover)).toEqual(shape(json(file('state.json'))));
  const real = lines(file('events.jsonl'));
  for (const type of ['queued', 'dequeued', 'started', 'failed', 'published']) {
    const ofType = (all: Record<string, unknown>[]): string[] => shape(...all.filter((event) => event.type === type));
    expect([type, ...ofType(lines(example('events.jsonl')))]).toEqual([type, ...ofType(real)]);
  }
});

test('docs/metadata.md names every member of real metadata, and says of each that is missing why it may be', () => {
  const repository = testRepository(join(root(), 'repository'));
  repository.write('package.json', '{ "name": "consumer", "version": "1.0.0" }');
  repository.write('package-lock.json', '{}');
  repository.commit();
  repository.git('remote', 'add', 'origin', 'https://ada:secret@example.org/project.git');
  repository.write('package.json', '{ "name": "consumer", "version": "1.0.1" }');
  repository.write('untracked', 'x\n');
  const env = { HULDRA_PATH: join(root(), 'data-root'), SLURM_JOB_ID: '4711', HULDRA_UNTRACKED_CONTENTS: '1' };
  const { recorded } = runFixture('compute.ts', { cwd: repository.path, env, args: ['a'] }) as {
    readonly recorded: readonly { readonly metadata: Metadata }[];
  };
  const [first] = recorded;
  const rows = [...page('metadata.md').matchAll(/^\| `([\w.]+)` \| .* \| (.*) \|$/gm)].map(
    ([, path = '', when = '']) => ({
      path,
      when,
    }),
  );
  // A member that holds others is documented as a whole where its content has a page or a list of its own.
  const isDocumented = (path: string): boolean =>
    rows.some((row) => `${path}.`.startsWith(`${row.path}.`) || path.startsWith(`${row.path}[`));
  const real = shape(first?.metadata);
  expect(real.filter((path) => !isDocumented(path))).toEqual([]);
  const isThere = ({ path }: { readonly path: string }): boolean =>
    real.some((found) => `${found}.`.startsWith(`${path}.`) || found.startsWith(`${path}[`));
  const missing = rows.filter((row) => !isThere(row));
  // The checksum is proved when the record is read, and taken off.
  const excused = ['checksum', ...(process.platform === 'linux' ? [] : ['attempt.resources.bytesWritten'])];
  expect(missing.map(({ path }) => path).filter((path) => !excused.includes(path))).toEqual([
    'attempt.resumedFrom',
    // Empty lists: this artifact depends on nothing.
    'dependencies.declared',
    'dependencies.undeclared',
    'git.submodules',
    'git.error',
  ]);
  expect(missing.filter(({ path, when }) => path !== 'checksum' && when === 'always')).toEqual([]);
  expect(first?.metadata.environment.variables).toMatchObject({ SLURM_JOB_ID: '4711' });
  expect(first?.metadata.git?.remote).toBe('https://example.org/project.git');
});

test('the example of docs/metadata.md has documented members only', () => {
  const text = /```json\n([\s\S]*?)```/.exec(page('metadata.md'))?.[1] ?? '';
  const documented = [...page('metadata.md').matchAll(/^\| `([\w.]+)` \|/gm)].map(([, path = '']) => path);
  const paths = shape(json(text));
  expect(paths.length).toBeGreaterThan(30);
  const isDocumented = (path: string): boolean =>
    documented.some((known) => `${path}.`.startsWith(`${known}.`) || path.startsWith(`${known}[`));
  expect(paths.filter((path) => !isDocumented(path))).toEqual([]);
});
