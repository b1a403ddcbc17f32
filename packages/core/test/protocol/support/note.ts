import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { Artifact, configure, dirOf, Field, invalidate, loadOrCreate } from '@huldra/core';
import { temporaryRoot } from '@huldra/testing';
import { afterAll, afterEach, beforeEach } from '@jest/globals';

let computed = 0;

/** Computed in the test's own process; each create returns another value. */
@Artifact({ namespace: 'test-protocol/Note' })
export class Note {
  @Field() label = '';

  create(): string {
    computed += 1;
    return `${this.label} for the ${computed}th time`;
  }
}

export function note(label: string): Note {
  return Object.assign(new Note(), { label });
}

/** A file of huldra's own for an artifact. */
export function controlFile(artifact: object, ...names: string[]): string {
  return join(dirOf(artifact), '.huldra', ...names);
}

/** Gives every test of the file a root of its own. */
export function eachTestHasItsOwnRoot(label: string): () => string {
  const parent = temporaryRoot(label);
  let root = parent.path;
  beforeEach(() => {
    root = mkdtempSync(join(parent.path, 'root-'));
    configure({ root, fsync: false, ignoreDiff: true });
  });
  afterEach(() => {
    configure({ leaseSecs: undefined });
  });
  afterAll(parent.cleanup);
  return () => root;
}

/** The error that a promise is rejected with. Fails when it is not. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ('error' in outcome) return outcome.error;
  throw new Error(`expected a rejection, not ${String(outcome.value)}`);
}

/** `invalidate` is the way out, and what is computed then is kept. */
export async function recovers(artifact: object): Promise<boolean> {
  await invalidate(artifact, 'as the error says');
  const value = await loadOrCreate<string>(artifact);
  return value === (await loadOrCreate<string>(artifact));
}
