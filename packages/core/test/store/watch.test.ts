import * as fs from 'node:fs';
import { join } from 'node:path';
import { temporaryRoot } from '@huldra/testing';
import { afterAll, afterEach, beforeEach, expect, test } from '@jest/globals';
import { type ChangeSource, watchDirectory } from '../../src/store/watch.js';
import { startFixture } from './support/child.js';

const root = temporaryRoot('watch');
afterAll(root.cleanup);

let dir: string;
let source: ChangeSource;
beforeEach(async () => {
  dir = fs.mkdtempSync(join(root.path, 'case-'));
  source = watchDirectory(dir);
});
afterEach(() => source.close());

/** Longer than any test may take: a wait that is not woken fails its test. */
const forever = 600_000;
const put = (name: string): void => fs.writeFileSync(join(dir, name), 'x');

/** Lets everything be delivered that the system has to tell by now. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setTimeout(resolve, 2));
}

test.each<[string, () => void]>([
  ['a new file', () => put('a')],
  ['a link', () => fs.linkSync(join(root.path, 'outside'), join(dir, 'a'))],
  ['a renamed file', () => fs.renameSync(join(root.path, 'outside'), join(dir, 'a'))],
  ['a removed file', () => fs.rmSync(join(dir, 'there'))],
  ['a file written to', () => fs.appendFileSync(join(dir, 'there'), 'y')],
  ['the removal of the directory', () => fs.rmSync(dir, { recursive: true })],
])('%s wakes the waiter', async (_, change) => {
  fs.writeFileSync(join(root.path, 'outside'), '');
  put('there');
  await source.wait(forever);
  await settle();
  while (await isWoken(source)); // What the preparations caused is used up.
  const woken = source.wait(forever);
  change();
  await woken;
});

async function isWoken(changes: ChangeSource): Promise<boolean> {
  const marker = Symbol();
  return (await Promise.race([changes.wait(forever), Promise.resolve(marker)])) !== marker;
}

test('a change before the first wait is not missed', async () => {
  put('a');
  await source.wait(forever);
});

test('a change between two waits is not missed', async () => {
  put('a');
  await source.wait(forever);
  await settle();
  put('b');
  await settle();
  await source.wait(forever);
});

test('all waiters are woken', async () => {
  const waits = [source.wait(forever), source.wait(forever)];
  put('a');
  await Promise.all(waits);
});

test('without a change the time ends the wait', async () => {
  await source.wait(1);
  await source.wait(0);
});

test('an abort ends the wait, and a change that came with it is not forgotten', async () => {
  const controller = new AbortController();
  const wait = source.wait(forever, controller.signal);
  controller.abort();
  await wait;
  put('a');
  await settle();
  await source.wait(forever, controller.signal);
  await source.wait(forever);
});

test('waits leave no listeners on the signal', async () => {
  const { signal } = new AbortController();
  let listeners = 0;
  const counted = new Proxy(signal, {
    get(target, property) {
      if (property === 'addEventListener') listeners += 1;
      if (property === 'removeEventListener') listeners -= 1;
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  await source.wait(1, counted);
  put('a');
  await source.wait(forever, counted);
  expect(listeners).toBe(0);
});

test('closing wakes the waiters, can be repeated, and leaves the time', async () => {
  const wait = source.wait(forever);
  source.close();
  source.close();
  await wait;
  put('a');
  await source.wait(1);
});

test('where watching is impossible the time still ends the wait', async () => {
  const none = watchDirectory(join(dir, 'none'));
  await none.wait(1);
  none.close();
});

test('a waiter keeps its process alive, and a source alone does not', async () => {
  const waiter = startFixture('waiter.ts', dir, 'wait');
  expect(await waiter.line()).toBe('waiting');
  expect(await waiter.line()).toBe('done');
  expect((await waiter.ended).code).toBe(0);
  const watcher = startFixture('waiter.ts', dir, 'watch');
  expect((await watcher.ended).code).toBe(0);
});

test('names that are not relevant wake nobody, and relevant ones do', async () => {
  const some = watchDirectory(dir, (name) => name === 'wanted');
  put('other');
  await settle();
  expect(await isWoken(some)).toBe(false);
  put('wanted');
  await some.wait(forever);
  some.close();
});
