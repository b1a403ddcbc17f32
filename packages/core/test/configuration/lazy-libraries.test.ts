import { execFileSync } from 'node:child_process';
import { cpSync, realpathSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryRoot } from '@huldra/testing';
import { expect, test } from '@jest/globals';

const hooks = new URL('../store/support/typescript.mjs', import.meta.url).href;
const packageRoot = fileURLToPath(new URL('../../', import.meta.url));
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

test('where neither is installed, everything but their decorators works', () => {
  const project = temporaryRoot('without-libraries');
  try {
    const core = join(project.path, 'node_modules/@huldra/core');
    cpSync(join(packageRoot, 'dist'), join(core, 'dist'), { recursive: true });
    cpSync(join(packageRoot, 'package.json'), join(core, 'package.json'));
    for (const name of ['leven', 'lockfile', 'reflect-metadata']) {
      symlinkSync(realpathSync(join(packageRoot, 'node_modules', name)), join(project.path, 'node_modules', name));
    }
    const script = join(project.path, 'script.mjs');
    cpSync(fileURLToPath(new URL('./fixtures/without-libraries.mjs', import.meta.url)), script);
    expect(JSON.parse(execFileSync(process.execPath, [script], { encoding: 'utf8' }))).toEqual({
      isInstalled: false,
      value: { $date: '2024-01-02T00:00:00.000Z' },
      areEqual: true,
    });
  } finally {
    project.cleanup();
  }
});
