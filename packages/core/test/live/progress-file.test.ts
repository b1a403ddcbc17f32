import * as fs from 'node:fs';
import { join } from 'node:path';
import { NewerFormatError } from '@huldra/core';
import { temporaryRoot } from '@huldra/testing';
import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { ProgressFile, readProgress } from '../../src/live/index.js';
import { encodeRecord } from '../../src/store/record.js';

const root = temporaryRoot('progress-file');
afterAll(root.cleanup);

let path: string;
let troubles: unknown[];
let file: ProgressFile;
beforeEach(() => {
  path = join(fs.mkdtempSync(join(root.path, 'case-')), 'progress.json');
  troubles = [];
  file = new ProgressFile(path, (error) => troubles.push(error));
});

test('without progress there is no file', () => {
  file.close();
  expect(readProgress(path)).toBeUndefined();
});

test('the first call is seen at once, the latest after a while, and the last one when it is closed', async () => {
  file.record(1, 10, 'epochs');
  expect(readProgress(path)).toEqual({ at: expect.any(String), done: 1, total: 10, label: 'epochs' });
  file.record(2, undefined, undefined);
  file.record(3, undefined, undefined);
  while (readProgress(path)?.done !== 3) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(readProgress(path)).toEqual({ at: expect.any(String), done: 3 });
  file.record(4, 10, 'done');
  file.close();
  file.record(5, 10, 'late');
  file.close();
  expect(readProgress(path)).toMatchObject({ done: 4, label: 'done' });
});

test('a hundred thousand calls replace the file a few times', () => {
  const inodes = new Set<number>();
  for (let done = 0; done < 100_000; done += 1) {
    file.record(done, 100_000, undefined);
    if (done % 100 === 0) inodes.add(fs.statSync(path).ino);
  }
  file.close();
  expect(readProgress(path)).toMatchObject({ done: 99_999 });
  expect(inodes.size).toBeLessThan(500);
});

test('numbers that JSON does not have come back as they are', () => {
  file.record(Number.NaN, Number.POSITIVE_INFINITY, undefined);
  file.close();
  expect(readProgress(path)).toMatchObject({ done: Number.NaN, total: Number.POSITIVE_INFINITY });
});

test('where nothing can be written it is said, and nothing is thrown', () => {
  const nowhere = new ProgressFile(join(root.path, 'nowhere', 'progress.json'), (error) => troubles.push(error));
  nowhere.record(1, 2, undefined);
  nowhere.close();
  expect(troubles).toMatchObject([{ code: 'ENOENT' }]);
});

test('damaged progress counts as none, and progress of a newer huldra is an error', () => {
  file.record(1, 2, undefined);
  fs.truncateSync(path, 40);
  expect(readProgress(path)).toBeUndefined();
  fs.writeFileSync(path, encodeRecord({ schemaVersion: 1, at: 'now', done: 'all of it' }));
  expect(readProgress(path)).toBeUndefined();
  fs.writeFileSync(path, encodeRecord({ schemaVersion: 2, at: 'now', done: 1 }));
  expect(() => readProgress(path)).toThrow(NewerFormatError);
});
