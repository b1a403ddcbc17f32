import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const hooks = new URL('../store/support/typescript.mjs', import.meta.url).href;
const fixture = new URL('./fixtures/loaded-libraries.ts', import.meta.url);

/** What a process has loaded of class-transformer and class-validator after each step. */
function loadedBy(mode: 'plain' | 'decorated'): Record<string, string[]> {
  const args = ['--import', hooks, fileURLToPath(fixture), mode];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Record<string, string[]>;
}

test('neither library is loaded before it is needed', () => {
  expect(loadedBy('plain')).toEqual({
    import: [],
    of: [],
    hash: [],
    json: [],
    fromPlain: ['class-transformer'],
  });
});

test('class-validator is loaded by whoever declares a validator, and class-transformer not for that', () => {
  expect(loadedBy('decorated')).toMatchObject({
    import: ['class-validator'],
    json: ['class-validator'],
    fromPlain: ['class-transformer', 'class-validator'],
  });
});
