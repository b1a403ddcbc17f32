import { lstatSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  Artifact,
  type CreateContext,
  dirOf,
  exists,
  Field,
  type LoadContext,
  load,
  loadOrCreate,
  MissingResultError,
  of,
  stateOf,
  Validate,
} from '@huldra/core';
import { beforeEach, expect, test } from '@jest/globals';
import { readEvents } from '../../src/store/event-log.js';
import { layoutOf } from '../../src/store/layout.js';
import { collectEvents, eachTestHasItsOwnRoot, outline, rejection } from './support/rig.js';

const root = eachTestHasItsOwnRoot('validation');

let verdict: (context: LoadContext) => unknown = () => undefined;
let computed = 0;
beforeEach(() => {
  verdict = () => undefined;
  computed = 0;
});

@Artifact({ namespace: 'test-validation/Checked' })
class Checked {
  @Field() label = '';

  create({ dir }: CreateContext): string {
    computed += 1;
    writeFileSync(join(dir, 'value.txt'), `value ${computed}`);
    if (computed === 1) writeFileSync(join(dir, 'only-first.txt'), '');
    return `created ${computed}`;
  }

  load({ dir }: LoadContext): string {
    return `loaded ${readFileSync(join(dir, 'value.txt'), 'utf8')}`;
  }

  validate(context: LoadContext): unknown {
    return verdict(context);
  }
}

const control = (artifact: object, ...names: string[]): string => join(dirOf(artifact), '.huldra', ...names);

test.each<[string, unknown]>([
  ['undefined', undefined],
  ['true', true],
  ['a promise of nothing', Promise.resolve()],
  ['another value', 0],
])('a result is used when validate returns %s', async (_, answer) => {
  const artifact = of(Checked);
  await loadOrCreate(artifact);
  verdict = () => answer;
  expect(await loadOrCreate(artifact)).toBe('loaded value 1');
  expect(await exists(artifact)).toBe(true);
  expect(await load(artifact)).toBe('loaded value 1');
});

test.each<[string, () => unknown, string]>([
  ['returns false', () => false, 'validate returned false'],
  ['resolves to false', async () => false, 'validate returned false'],
  [
    'throws',
    () => {
      throw new Error('file 3 of 7 is gone');
    },
    'validate threw: file 3 of 7 is gone',
  ],
  ['rejects', async () => Promise.reject(new Error('no')), 'validate threw: no'],
])('a result is set aside and computed anew when validate %s', async (_, judge, reason) => {
  const artifact = of(Checked);
  await loadOrCreate(artifact);
  const { attempt: first } = stateOf(artifact);
  const events = collectEvents();
  verdict = judge;
  expect(await loadOrCreate(artifact)).toBe('created 2');
  verdict = () => true;
  expect(outline(events)).toEqual([`invalidated ${reason}`, 'started invalidated', 'published created']);
  const layout = layoutOf(root(), 'test-validation/Checked', dirOf(artifact).slice(-32), false);
  expect(readEvents(layout)).toContainEqual(expect.objectContaining({ type: 'invalidated', reason }));

  const { status, attempt } = stateOf(artifact);
  expect(status).toBe('success');
  expect(attempt).not.toBe(first);
  expect(await loadOrCreate(artifact)).toBe('loaded value 2');
  expect(readFileSync(control(artifact, 'attempts', first ?? '', 'value.txt'), 'utf8')).toBe('value 1');
});

test('the links in the artifact directory lead to the new files, and those without a file go', async () => {
  const artifact = of(Checked, { label: 'links' });
  await loadOrCreate(artifact);
  const link = join(dirOf(artifact), 'value.txt');
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(readFileSync(link, 'utf8')).toBe('value 1');
  writeFileSync(join(dirOf(artifact), 'notes.txt'), 'of the user');

  verdict = () => false;
  await loadOrCreate(artifact);
  expect(readFileSync(link, 'utf8')).toBe('value 2');
  expect(readlinkSync(link)).toBe(`.huldra/attempts/${stateOf(artifact).attempt}/value.txt`);
  expect(readdirSync(dirOf(artifact)).sort()).toEqual(['.huldra', 'notes.txt', 'value.txt']);
});

test('validate is given the directory of the published attempt', async () => {
  const artifact = of(Checked, { label: 'where' });
  await loadOrCreate(artifact);
  let seen = '';
  verdict = ({ dir }) => {
    seen = readFileSync(join(dir, 'value.txt'), 'utf8');
  };
  await loadOrCreate(artifact);
  expect(seen).toBe('value 1');
});

test('a result that is not valid does not exist and cannot be loaded, and both leave it alone', async () => {
  const artifact = of(Checked, { label: 'unloved' });
  await loadOrCreate(artifact);
  verdict = () => false;
  expect(await exists(artifact)).toBe(false);
  const error = await rejection(load(artifact));
  expect(MissingResultError.is(error)).toBe(true);
  expect((error as Error).message).toContain('validate returned false');
  verdict = () => true;
  expect(await load(artifact)).toBe('loaded value 1');
});

test('twenty requests for a result that is not valid compute once', async () => {
  const artifact = of(Checked, { label: 'twenty' });
  await loadOrCreate(artifact);
  verdict = ({ dir }) => readFileSync(join(dir, 'value.txt'), 'utf8') === 'value 2';
  const values = await Promise.all(Array.from({ length: 20 }, () => loadOrCreate(artifact)));
  expect(computed).toBe(2);
  expect(new Set(values)).toEqual(new Set(['created 2']));
});

test('a result that is never valid is still computed once per request, without end in none', async () => {
  verdict = () => false;
  const artifact = of(Checked, { label: 'never' });
  expect(await loadOrCreate(artifact)).toBe('created 1');
  expect(await loadOrCreate(artifact)).toBe('created 2');
  expect(await loadOrCreate(artifact)).toBe('created 3');
});

@Artifact({ namespace: 'test-validation/Marked' })
class Marked {
  @Field() label = '';
  create(): string {
    return 'created';
  }
  @Validate() isGood(): boolean {
    return this.label === 'good';
  }
}

test('the method marked with @Validate() judges, whatever its name', async () => {
  await loadOrCreate(of(Marked, { label: 'good' }));
  await loadOrCreate(of(Marked, { label: 'bad' }));
  expect(await exists(of(Marked, { label: 'good' }))).toBe(true);
  expect(await exists(of(Marked, { label: 'bad' }))).toBe(false);
});
