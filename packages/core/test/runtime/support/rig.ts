import * as fs from 'node:fs';
import { join } from 'node:path';
import { configure, type HuldraEvent, subscribe } from '@huldra/core';
import { temporaryRoot } from '@huldra/testing';
import { afterAll, afterEach, beforeEach } from '@jest/globals';

/** Gives every test of the file a root of its own; the function that is returned tells the present one. */
export function eachTestHasItsOwnRoot(label: string): () => string {
  const parent = temporaryRoot(label);
  let root = parent.path;
  beforeEach(() => {
    root = fs.mkdtempSync(join(parent.path, 'root-'));
    configure({ root, fsync: false });
  });
  afterAll(parent.cleanup);
  return () => root;
}

const listening = new Set<() => void>();
afterEach(() => {
  for (const end of listening) end();
  listening.clear();
});

/** Every event from now to the end of the test. */
export function collectEvents(): readonly HuldraEvent[] {
  const events: HuldraEvent[] = [];
  listening.add(subscribe((event) => events.push(event)));
  return events;
}

/** Without those that tell where a request begins and ends: what answers it lies between. */
export function withoutFrames(events: readonly HuldraEvent[]): readonly HuldraEvent[] {
  return events.filter(({ type }) => type !== 'requested' && type !== 'answered');
}

/** `type reason` of each event but the frames of requests, as short as a test can be read. */
export function outline(events: readonly HuldraEvent[]): readonly string[] {
  return withoutFrames(events).map((event) => `${event.type} ${event.reason}`);
}

/** Every path below a directory with what tells whether it was touched. */
export function snapshot(dir: string): Readonly<Record<string, string>> {
  const paths = fs.readdirSync(dir, { recursive: true, encoding: 'utf8' }).sort();
  const look = (path: string): string => {
    const { ino, size, mtimeNs, ctimeNs, mode } = fs.lstatSync(join(dir, path), { bigint: true });
    return [ino, size, mtimeNs, ctimeNs, mode].join(' ');
  };
  return Object.fromEntries(['.', ...paths].map((path) => [path, look(path)]));
}

/** A promise that the test settles. */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
}

export function deferred<T = void>(): Deferred<T> {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const promise = new Promise<T>((res, rej) => {
    resolve = res;
    reject = rej;
  });
  return { promise, resolve, reject };
}

/** The error that a promise is rejected with. Fails when it is not. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  let value: unknown;
  try {
    value = await promise;
  } catch (error) {
    return error;
  }
  throw new Error(`expected a rejection, not ${String(value)}`);
}
