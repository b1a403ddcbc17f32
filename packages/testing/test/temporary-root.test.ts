import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryRoot } from '@huldra/testing';
import { expect, test } from '@jest/globals';

test('a temporary root is empty, is one of a kind, and goes away with all that is in it', () => {
  const first = temporaryRoot('one');
  const second = temporaryRoot('one');
  try {
    expect(first.path).not.toBe(second.path);
    expect(readdirSync(first.path)).toEqual([]);
    writeFileSync(join(first.path, 'file.txt'), 'x');
  } finally {
    first.cleanup();
    second.cleanup();
  }
  expect(existsSync(first.path)).toBe(false);
  expect(existsSync(second.path)).toBe(false);
  first.cleanup();
});
