import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  Artifact,
  dirOf,
  Field,
  Huldra,
  hashOf,
  load,
  metadataOf,
  namespaceOf,
  rawDirectory,
  SealedFieldError,
  stateOf,
  toJSON,
  toSource,
} from '@huldra/core';
import { expect, test } from '@jest/globals';
import { eachTestHasItsOwnRoot } from './support/rig.js';

const root = eachTestHasItsOwnRoot('huldra');

@Artifact({ namespace: 'test-huldra/Sum' })
class Sum extends Huldra<number> {
  @Field() terms: readonly number[] = [1, 2];

  create(): number {
    return this.terms.reduce((sum, term) => sum + term, 0);
  }
}

test('the members of the base class are the functions of the same names', async () => {
  const sum = Sum.of({ terms: [3, 4] });
  expect(await sum.exists()).toBe(false);
  expect(await sum.loadOrCreate()).toBe(7);
  expect(await sum.exists()).toBe(true);
  expect(await load(sum)).toBe(7);
  expect([sum.hash, sum.namespace, sum.dir, sum.rawDir]).toEqual([
    hashOf(sum),
    namespaceOf(sum),
    dirOf(sum),
    rawDirectory(),
  ]);
  expect(sum.state()).toEqual(stateOf(sum));
  expect(sum.metadata()).toEqual(metadataOf(sum));
  expect(sum.toJSON()).toEqual(toJSON(sum));
  expect(sum.toSource()).toBe(toSource(sum));
  expect(await sum.invalidate('for the test')).toBe(true);
  expect(sum.state().status).toBe('missing');
});

test('asking for hash, namespace and directory touches no file', () => {
  const sum = Sum.of();
  expect(sum.dir).toBe(join(root(), 'data', sum.namespace, sum.hash));
  expect(existsSync(join(root(), 'data'))).toBe(false);
});

test('create is called on the instance that was asked, and its fields are sealed by then', async () => {
  @Artifact({ namespace: 'test-huldra/Curious' })
  class Curious extends Huldra<string> {
    @Field() label = 'before';
    seen: unknown;
    create(): string {
      this.seen = this.label;
      try {
        this.label = 'after';
      } catch (error) {
        return SealedFieldError.is(error) ? 'sealed' : 'other';
      }
      return 'changed';
    }
  }
  const curious = Curious.of();
  expect(await curious.loadOrCreate()).toBe('sealed');
  expect(curious.seen).toBe('before');
});
