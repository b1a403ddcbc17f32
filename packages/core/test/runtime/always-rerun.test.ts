import { Artifact, configure, Field, loadOrCreate, of } from '@huldra/core';
import { afterEach, expect, test } from '@jest/globals';
import { startAgent } from './support/agent.js';
import { steered } from './support/artifacts.js';
import { collectEvents, eachTestHasItsOwnRoot, outline, rejection } from './support/rig.js';

const root = eachTestHasItsOwnRoot('always-rerun');
afterEach(() => configure({ alwaysRerun: undefined }));

let computed = 0;
let isFailing = false;

@Artifact({ namespace: 'test-rerun/One' })
class One {
  @Field() label = '';
  create(): number {
    computed += 1;
    if (isFailing) throw new Error('no');
    return computed;
  }
}

@Artifact({ namespace: 'test-rerun/Other' })
class Other extends One {}

test.each<[string, string]>([
  ['the class name', 'One'],
  ['the namespace', 'test-rerun/One'],
  ['ALL', 'ALL'],
])('an artifact named by %s is computed anew once in a process, although there is a result', async (what, name) => {
  const label = what;
  const before = await loadOrCreate(of(One, { label }));
  configure({ alwaysRerun: [name] });
  const events = collectEvents();
  const anew = await loadOrCreate(of(One, { label }));
  expect(anew).not.toBe(before);
  expect(await loadOrCreate(of(One, { label }))).toBe(anew);
  expect(outline(events)).toEqual([
    'invalidated HULDRA_ALWAYS_RERUN',
    'started invalidated',
    'published created',
    'hit published',
  ]);
});

test('each artifact of the class is computed anew, and those of other classes are not', async () => {
  const artifacts = [of(One, { label: 'a' }), of(One, { label: 'b' }), of(Other, { label: 'a' })];
  const before = await Promise.all(artifacts.map((artifact) => loadOrCreate(artifact)));
  configure({ alwaysRerun: ['One'] });
  const after = await Promise.all(artifacts.map((artifact) => loadOrCreate(artifact)));
  expect(after.map((value, index) => value === before[index])).toEqual([false, false, true]);
});

test('several requests at once compute anew once', async () => {
  await loadOrCreate(of(One, { label: 'crowd' }));
  configure({ alwaysRerun: ['ALL'] });
  const start = computed;
  await Promise.all(Array.from({ length: 10 }, () => loadOrCreate(of(One, { label: 'crowd' }))));
  expect(computed).toBe(start + 1);
});

test('an artifact that never had a result is computed once', async () => {
  configure({ alwaysRerun: ['ALL'] });
  const start = computed;
  await loadOrCreate(of(One, { label: 'fresh' }));
  await loadOrCreate(of(One, { label: 'fresh' }));
  expect(computed).toBe(start + 1);
});

test('when computing anew fails, the old result is not used again', async () => {
  await loadOrCreate(of(One, { label: 'failing' }));
  configure({ alwaysRerun: ['One'] });
  isFailing = true;
  await rejection(loadOrCreate(of(One, { label: 'failing' })));
  const start = computed;
  await rejection(loadOrCreate(of(One, { label: 'failing' })));
  expect(computed).toBe(start + 1);
  isFailing = false;
});

test('HULDRA_ALWAYS_RERUN does it for a process that has it in its environment, and for that one only', async () => {
  await loadOrCreate(steered('Steered', 'x'));
  const agent = await startAgent(root(), { HULDRA_ALWAYS_RERUN: 'Else, Steered' });
  agent.tell({ do: 'request', label: 'x' });
  await agent.next('creating');
  agent.tell({ do: 'finish', label: 'x', value: 'anew' });
  await agent.next('value');
  agent.tell({ do: 'request', label: 'x' });
  expect(await agent.next('value')).toMatchObject({ value: 'anew' });
  expect(await loadOrCreate(steered('Steered', 'x'))).toBe('anew');
});
