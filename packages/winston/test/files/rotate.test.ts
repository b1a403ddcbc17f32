import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { append, close } from '../../src/files/append.js';
import { keptLogs, largestLog, rotate } from '../../src/files/rotate.js';
import { writeRecord } from '../../src/files/write-record.js';
import { eachTestLogs } from '../support/logs.js';

const root = eachTestLogs('rotate');
const names = (): readonly string[] =>
  readdirSync(root())
    .filter((name) => name.endsWith('.log'))
    .sort();

test('the unscoped log gets a successor when it has grown large, and no record is lost', () => {
  const text = 'x'.repeat(256 * 1024 - 12);
  const records = Math.ceil(largestLog / text.length) * 2;
  for (let index = 0; index < records; index += 1) writeRecord(undefined, `${String(index).padStart(10)} ${text}\n`);
  expect(names().length).toBeGreaterThan(1);
  for (const name of names())
    expect(statSync(join(root(), name)).size).toBeLessThan(largestLog * 1.3 + 64 * text.length);
  const found = names().flatMap((name) => readFileSync(join(root(), name), 'utf8').match(/^ *\d+(?= x)/gm) ?? []);
  expect(found.map(Number).sort((a, b) => a - b)).toEqual([...Array(records).keys()]);
});

test('only the newest predecessors are kept, and other files are left alone', () => {
  const log = join(root(), 'huldra.log');
  append(join(root(), 'huldra.extra.log'), 'mine\n');
  close(join(root(), 'huldra.extra.log'));
  for (let day = 10; day < 20; day += 1) {
    append(log, `${day}\n`);
    rotate(log, keptLogs, new Date(`2026-11-${day}T00:00:00.000Z`));
  }
  expect(names()).toEqual([
    ...[16, 17, 18, 19].map((day) => `huldra.2026-11-${day}T00-00-00-000Z.log`),
    'huldra.extra.log',
  ]);
});

test('a log that another process has rotated is not rotated again', () => {
  const log = join(root(), 'huldra.log');
  append(log, 'old\n');
  rotate(log, keptLogs, new Date('2026-11-10T00:00:00.000Z'));
  append(log, 'new\n');
  close(log);
  rotate(log, keptLogs, new Date('2026-11-11T00:00:00.000Z'));
  expect(readFileSync(log, 'utf8')).toBe('new\n');
});
