import { join } from 'node:path';
import { Artifact, Field, loadOrCreate, of } from '@huldra/core';
import { expect, test } from '@jest/globals';
import { captureConsole } from '../../src/adapters/console-capture.js';
import { eachTestLogs, logPath, messages, textOf } from '../support/logs.js';

const root = eachTestLogs('capture');

@Artifact({ namespace: 'test-capture/Printing' })
class Printing {
  @Field() label = '';
  create(): string {
    console.log('printed %s', this.label, 7);
    console.error(new Error('printed, too'));
    console.debug('a detail', { a: 1 });
    return '';
  }
}

/** Calls `work` with the console silenced: what it would print is returned. */
async function silently(work: () => unknown): Promise<readonly unknown[][]> {
  const printed: unknown[][] = [];
  const { log, error, debug } = console;
  const note = (...args: unknown[]): void => {
    printed.push(args);
  };
  Object.assign(console, { log: note, error: note, debug: note });
  try {
    await work();
    return printed;
  } finally {
    Object.assign(console, { log, error, debug });
  }
}

test('what code prints is printed as before, and is in the log of the active artifact', async () => {
  const artifact = of(Printing, { label: 'x' });
  const printed = await silently(async () => {
    const before = console.log;
    const restore = captureConsole();
    await loadOrCreate(artifact);
    console.log('outside');
    restore();
    expect(console.log).toBe(before);
    console.log('after');
  });
  expect(printed[0]).toEqual(['printed %s', 'x', 7]);
  expect(printed).toHaveLength(5);
  const text = textOf(logPath(artifact));
  expect(text).toMatch(/\[INFO\] console \S+console-capture\.test\.ts:\d+ printed x 7$/m);
  expect(text).toMatch(/\[ERROR\] console \S+ Error: printed, too$/m);
  expect(text).toMatch(/\[DEBUG\] console \S+ a detail { a: 1 }$/m);
  expect(messages(join(root(), 'huldra.log'), 'console')).toEqual(['outside']);
});

test('captured twice, everything is written once, and the last to end restores the console', async () => {
  await silently(() => {
    const before = console.log;
    const ends = [captureConsole(), captureConsole()];
    console.log('once');
    ends[0]?.();
    ends[0]?.();
    console.log('still');
    expect(console.log).not.toBe(before);
    ends[1]?.();
    expect(console.log).toBe(before);
    console.log('no more');
  });
  expect(messages(join(root(), 'huldra.log'), 'console')).toEqual(['once', 'still']);
});

test('a function that somebody put over the captured one stays', async () => {
  await silently(() => {
    const restore = captureConsole();
    const theirs = (): void => undefined;
    console.log = theirs;
    restore();
    expect(console.log).toBe(theirs);
  });
});
