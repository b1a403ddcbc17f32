import * as fs from 'node:fs';
import { join } from 'node:path';
import { temporaryRoot } from '@huldra/testing';
import { afterAll, expect, test } from '@jest/globals';
import { beatText } from '../../src/store/heartbeat-memory.mjs';
import { isLastBeat, writeLastBeat } from '../../src/store/last-beat.js';

const root = temporaryRoot('last-beat');
afterAll(root.cleanup);

const token = '7880fef39ec38184';
const other = '0123456789abcdef';

function file(name: string, content: string): string {
  const path = join(root.path, name);
  fs.writeFileSync(path, content);
  return path;
}

const contentOf = (path: string): string => fs.readFileSync(path, 'latin1');

test('a last beat speaks for its own claim, and for no other', () => {
  const path = file('own', beatText(7));
  expect(isLastBeat(contentOf(path), token)).toBe(false);
  writeLastBeat(path, token);
  expect(contentOf(path)).toBe('0000000000000007\nover 7880fef39ec38184\n');
  expect([token, other].map((one) => isLastBeat(contentOf(path), one))).toEqual([true, false]);
});

test('a beat that comes late takes nothing of the last one away', () => {
  const path = file('late', beatText(7));
  writeLastBeat(path, token);
  const fd = fs.openSync(path, 'r+');
  fs.writeSync(fd, beatText(8), 0);
  fs.closeSync(fd);
  expect(isLastBeat(contentOf(path), token)).toBe(true);
});

test('what was cut off says nothing, wherever it was cut', () => {
  const whole = `${beatText(7)}over ${token}\n`;
  for (let length = 0; length < whole.length; length += 1)
    expect(isLastBeat(whole.slice(0, length), token)).toBe(false);
  expect(isLastBeat(whole, token)).toBe(true);
  expect(isLastBeat(`${whole}x`, token)).toBe(false);
});

test('a heartbeat file that is gone is not made again', () => {
  const path = join(root.path, 'gone');
  expect(() => writeLastBeat(path, token)).toThrow(expect.objectContaining({ code: 'ENOENT' }));
  expect(fs.existsSync(path)).toBe(false);
});
