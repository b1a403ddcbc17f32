import * as fs from 'node:fs';
import { join } from 'node:path';
import { temporaryRoot } from '@huldra/testing';
import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { LineReader } from '../../src/live/index.js';

const root = temporaryRoot('line-reader');
afterAll(root.cleanup);

let path: string;
let reader: LineReader;
beforeEach(() => {
  path = join(fs.mkdtempSync(join(root.path, 'case-')), 'lines');
  reader = new LineReader(path);
});

const append = (text: string | Buffer): void => fs.appendFileSync(path, text);

function everything(): string[] {
  const lines: string[] = [];
  for (let next = reader.next(); next !== undefined; next = reader.next()) lines.push(...next);
  return lines;
}

test('of a file that is not there yet nothing is new, until it is there', () => {
  expect(reader.next()).toBeUndefined();
  append('one\n');
  expect(everything()).toEqual(['one']);
  expect(reader.next()).toBeUndefined();
});

test('a line is read once it is complete, wherever it was cut', () => {
  const text = Buffer.from('größe\n日本\n');
  const seen: string[] = [];
  for (const byte of text) {
    append(Buffer.from([byte]));
    seen.push(...everything());
  }
  expect(seen).toEqual(['größe', '日本']);
});

test('what follows the last newline is left for later, and empty lines are passed over', () => {
  append('\none\n\n\ntwo\nthr');
  expect(everything()).toEqual(['one', 'two']);
  append('ee\n');
  expect(everything()).toEqual(['three']);
});

test('a file of many parts is read to its end, each line once', () => {
  const lines = Array.from({ length: 60_000 }, (_, index) => `line ${index}`);
  append(`${lines.join('\n')}\n`);
  expect(everything()).toEqual(lines);
});

test('a line that is longer than any of ours is passed over, and does not fill the memory', () => {
  append('before\n');
  for (let part = 0; part < 30; part += 1) append('x'.repeat(50_000));
  append('\nafter\n');
  expect(everything()).toEqual(['before', 'after']);
});
