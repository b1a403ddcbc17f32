import * as fs from 'node:fs';
import { join } from 'node:path';
import { temporaryRoot } from '@huldra/testing';
import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { LineReader, type Metric, MetricFile, parseMetric } from '../../src/live/index.js';

const root = temporaryRoot('metric-file');
afterAll(root.cleanup);

let path: string;
let troubles: unknown[];
let file: MetricFile;
beforeEach(() => {
  path = join(fs.mkdtempSync(join(root.path, 'case-')), 'metrics.jsonl');
  troubles = [];
  file = new MetricFile(path, (error) => troubles.push(error));
});

function stored(): readonly (Metric | undefined)[] {
  const lines = fs.readFileSync(path, 'utf8').split('\n');
  expect(lines.pop()).toBe('');
  return lines.map(parseMetric);
}

test('without a value there is no file', () => {
  file.close();
  expect(fs.existsSync(path)).toBe(false);
});

test('the first value is in the file at once, and all of them once it is closed', () => {
  file.record('loss', 0.5, 7);
  expect(stored()).toEqual([{ at: expect.stringMatching(/^\d{4}-.*Z$/), name: 'loss', value: 0.5, step: 7 }]);
  file.record('loss', 0.25);
  file.record('accuracy', 0.75, 0);
  file.close();
  expect(stored().slice(1)).toMatchObject([
    { name: 'loss', value: 0.25 },
    { name: 'accuracy', value: 0.75, step: 0 },
  ]);
  expect(stored()[1]).not.toHaveProperty('step');
});

test('values are written after a while although nobody calls again', async () => {
  file.record('a', 1);
  file.record('b', 2);
  while (stored().length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(stored()).toMatchObject([{ name: 'a' }, { name: 'b' }]);
});

test('while the event loop is blocked values are written all the same', () => {
  const seen = new Set<number>();
  for (let step = 0; seen.size < 3; step += 1) {
    file.record('loss', 1, step);
    if (step % 100 === 0) seen.add(stored().length);
  }
  file.close();
  expect(stored().map((metric) => metric?.step)).toEqual([...stored().keys()]);
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e-320, 1.7976931348623157e308, 0.1 + 0.2])(
  'the value %p comes back as it is',
  (value) => {
    file.record('value', value, value);
    file.close();
    expect(stored()).toMatchObject([{ value, step: value }]);
  },
);

test.each<[unknown, number]>([
  [12n, 12],
  ['0.5', 0.5],
  [undefined, Number.NaN],
  [{ loss: 1 }, Number.NaN],
  [Symbol('loss'), Number.NaN],
])('untyped code that gives %p records %p', (given, value) => {
  file.record('value', given);
  file.close();
  expect(stored()).toMatchObject([{ value }]);
});

test('names may hold anything', () => {
  const names = ['', '"', 'a\nb', '\u2028', 'größe/日本', '\ud800', '__proto__', '{"$number":"NaN"}'];
  for (const name of names) file.record(name, 1);
  file.close();
  expect(stored().map((metric) => metric?.name)).toEqual(names);
});

test('what waits in memory stays small however many values there are', () => {
  const sizes: number[] = [];
  const count = 20_000;
  for (let step = 0; step < count; step += 1) {
    file.record('a name of some length', step, step);
    const size = fs.statSync(path).size;
    if (size !== sizes.at(-1)) sizes.push(size);
  }
  file.close();
  expect(stored()).toHaveLength(count);
  for (const [index, size] of sizes.entries()) expect(size - (sizes[index - 1] ?? 0)).toBeLessThan(70_000);
});

test('where nothing can be written it is said, nothing is thrown, and later values are written when it is possible', () => {
  const dir = join(root.path, 'not-there-yet');
  path = join(dir, 'metrics.jsonl');
  file = new MetricFile(path, (error) => troubles.push(error));
  file.record('lost', 1);
  expect(troubles).toMatchObject([{ code: 'ENOENT' }]);
  fs.mkdirSync(dir);
  file.record('kept', 2);
  file.close();
  expect(readAll()).toMatchObject([{ name: 'kept' }]);
});

test('after a write that failed the next one begins a line of its own', async () => {
  file.record('first', 1);
  const moved = `${path}.moved`;
  fs.renameSync(path, moved);
  fs.mkdirSync(path);
  file.record('lost', 2);
  while (troubles.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(troubles).toMatchObject([{ code: 'EISDIR' }]);
  fs.rmdirSync(path);
  fs.renameSync(moved, path);
  // Half a line, as a full disk leaves it.
  fs.appendFileSync(path, '{"at":"2026-01-01T00:00:00.000Z","name":"ha');
  file.record('after', 3);
  file.close();
  expect(readAll().map(({ name }) => name)).toEqual(['first', 'after']);
});

test('values after the end are ignored', () => {
  file.record('first', 1);
  file.close();
  file.record('late', 2);
  file.close();
  expect(stored()).toHaveLength(1);
});

function readAll(): Metric[] {
  const reader = new LineReader(path);
  const metrics: Metric[] = [];
  for (let lines = reader.next(); lines !== undefined; lines = reader.next()) {
    metrics.push(...lines.map(parseMetric).filter((metric) => metric !== undefined));
  }
  return metrics;
}
