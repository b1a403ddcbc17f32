import { expect, test } from '@jest/globals';
import { parseLocks } from '../../src/store/layout.js';

test('the highest epoch is the highest number that is written as huldra writes it', () => {
  expect(parseLocks([]).highest).toBe(0);
  expect(parseLocks(['00000009.lock', '00000010.lock', '00000010.json', '00000011.json']).highest).toBe(10);
  expect(parseLocks(['00000099.lock', '100000000.lock']).highest).toBe(100_000_000);
  expect(parseLocks(['00000001.lock', '000000002.lock', '9999999999999999.lock', '3.lock']).highest).toBe(1);
});

test('a listing tells who meant to make a lock only if it has the lock, and nobody has recorded itself', () => {
  const intents = ['00000002.aa.intent', '00000002.bb.intent'];
  expect(parseLocks(['00000001.lock', '00000002.lock', ...intents]).intents(2)).toEqual(intents);
  expect(parseLocks(['00000001.lock', '00000002.lock']).intents(2)).toEqual([]);
  // Older than the lock: an intent that is not in it may be there all the same.
  expect(parseLocks(['00000001.lock']).intents(2)).toBeUndefined();
  expect(parseLocks(['00000001.lock', ...intents]).intents(2)).toBeUndefined();
  expect(parseLocks(['00000002.lock', '00000002.json']).intents(2)).toBeUndefined();
  expect(parseLocks(['00000002.lock', '00000002.beat']).intents(2)).toBeUndefined();
});

test('a claim is marked as over by its epoch and its token, and by nobody else’s', () => {
  const listing = parseLocks(['00000001.aa.over', '00000002.lock']);
  expect(listing.isOver(1, 'aa')).toBe(true);
  expect(listing.isOver(1, 'bb')).toBe(false);
  expect(listing.isOver(2, 'aa')).toBe(false);
});
