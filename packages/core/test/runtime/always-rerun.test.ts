import { configure, loadOrCreate } from '@huldra/core';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startAgent } from './support/agent.js';
import { type SteeredClass, steered, steering } from './support/artifacts.js';
import { collectEvents, eachTestHasItsOwnRoot, outline, rejection } from './support/rig.js';

const root = eachTestHasItsOwnRoot('always-rerun');
afterEach(() => {
  configure({ alwaysRerun: undefined });
});

let computed: string[];
beforeEach(() => {
  computed = [];
  steering.create = ({ label }) => {
    computed.push(label);
    return 'computed here';
  };
});

/** Lets another process compute artifacts: what this process has computed itself is as new as it can be. */
async function computedElsewhere(...artifacts: readonly (readonly [SteeredClass, string])[]): Promise<void> {
  const agent = await startAgent(root());
  for (const [cls, label] of artifacts) {
    agent.tell({ do: 'request', label, cls });
    await agent.next('creating');
    agent.tell({ do: 'finish', label, value: 'computed elsewhere' });
    await agent.next('value');
  }
  await agent.kill();
}

test.each<[string, string]>([
  ['the class name', 'Steered'],
  ['the namespace', 'test-runtime/Steered'],
  ['ALL', 'ALL'],
])('an artifact named by %s is computed anew once in a process, although there is a result', async (_, name) => {
  await computedElsewhere(['Steered', 'x']);
  configure({ alwaysRerun: ['Else', name] });
  const events = collectEvents();
  expect(await loadOrCreate(steered('Steered', 'x'))).toBe('computed here');
  expect(await loadOrCreate(steered('Steered', 'x'))).toBe('computed here');
  expect(outline(events)).toEqual([
    'invalidated HULDRA_ALWAYS_RERUN',
    'started invalidated',
    'published created',
    'hit published',
  ]);
});

test('each artifact of the class is computed anew, and those of other classes are not', async () => {
  await computedElsewhere(['Steered', 'a'], ['Steered', 'b'], ['Whole', 'a']);
  configure({ alwaysRerun: ['Steered'] });
  expect(await loadOrCreate(steered('Steered', 'a'))).toBe('computed here');
  expect(await loadOrCreate(steered('Steered', 'b'))).toBe('computed here');
  expect(await loadOrCreate(steered('Whole', 'a'))).toBe('computed elsewhere');
});

test('several requests at once compute anew once', async () => {
  await computedElsewhere(['Steered', 'crowd']);
  configure({ alwaysRerun: ['ALL'] });
  await Promise.all(Array.from({ length: 10 }, () => loadOrCreate(steered('Steered', 'crowd'))));
  expect(computed).toEqual(['crowd']);
});

test('an artifact that this process has computed itself is not computed again', async () => {
  await loadOrCreate(steered('Steered', 'fresh'));
  configure({ alwaysRerun: ['ALL'] });
  await loadOrCreate(steered('Steered', 'fresh'));
  expect(computed).toEqual(['fresh']);
});

test('when computing anew fails, the old result is not used again', async () => {
  await computedElsewhere(['Steered', 'failing']);
  configure({ alwaysRerun: ['Steered'] });
  steering.create = () => {
    throw new Error('no');
  };
  await rejection(loadOrCreate(steered('Steered', 'failing')));
  steering.create = () => 'at the second try';
  expect(await loadOrCreate(steered('Steered', 'failing'))).toBe('at the second try');
});

test('a failure that would not be tried again is, when the class is to be computed anew', async () => {
  const agent = await startAgent(root());
  agent.tell({ do: 'request', label: 'failed', cls: 'NoRetry' });
  await agent.next('creating');
  agent.tell({ do: 'fail', label: 'failed', messages: ['once'] });
  await agent.next('error');
  configure({ alwaysRerun: ['NoRetry'] });
  expect(await loadOrCreate(steered('NoRetry', 'failed'))).toBe('computed here');
});

test('HULDRA_ALWAYS_RERUN does it for a process that has it in its environment, and for that one only', async () => {
  await loadOrCreate(steered('Steered', 'env'));
  const agent = await startAgent(root(), { HULDRA_ALWAYS_RERUN: 'Else, Steered' });
  agent.tell({ do: 'request', label: 'env' });
  await agent.next('creating');
  agent.tell({ do: 'finish', label: 'env', value: 'anew' });
  await agent.next('value');
  agent.tell({ do: 'request', label: 'env' });
  expect(await agent.next('value')).toMatchObject({ value: 'anew' });
  expect(await loadOrCreate(steered('Steered', 'env'))).toBe('anew');
});
