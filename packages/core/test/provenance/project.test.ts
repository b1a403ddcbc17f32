import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryRoot } from '@huldra/testing';
import { afterAll, expect, test } from '@jest/globals';
import { findProject } from '../../src/provenance/project.js';

const root = temporaryRoot('project');
afterAll(root.cleanup);

/** A folder with the given files; returns their absolute paths' maker. */
function folder(files: Readonly<Record<string, string>>): (name: string) => string {
  const path = mkdtempSync(join(root.path, 'case-'));
  const at = (name: string): string => join(path, name);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(at(name)), { recursive: true });
    writeFileSync(at(name), text);
  }
  return at;
}

/** SHA-256 of "lock". */
const lock = 'sha256:0c030586945fe504b604ecc2e875c38ede400cd5cd73da9730302162e6b02c6f';

test('package and lockfile are those nearest above the entry script', () => {
  const at = folder({
    'pnpm-lock.yaml': 'lock',
    'package.json': '{"name": "outer"}',
    'packages/app/package.json': '{"name": "app", "version": "1.2.3"}',
    'packages/app/src/main.js': '',
  });
  expect(findProject(at('packages/app/src/main.js'), '/')).toEqual({
    package: { name: 'app', version: '1.2.3' },
    lockfile: { name: 'pnpm-lock.yaml', digest: lock },
  });
});

test.each(['package-lock.json', 'yarn.lock', 'bun.lock'])('%s is a lockfile', (name) => {
  const at = folder({ [name]: 'lock' });
  expect(findProject(at('main.js'), undefined).lockfile).toEqual({ name, digest: lock });
});

test('package.json files that name nothing are passed over', () => {
  const at = folder({
    'package.json': '{"name": "app"}',
    'a/package.json': '{"type": "module"}',
    'a/b/package.json': 'not JSON',
    'a/b/c/package.json': '{"name": 5}',
    'a/b/c/d/package.json': 'null',
  });
  expect(findProject(at('a/b/c/d/main.js'), '/').package).toEqual({ name: 'app' });
});

test('a tool below node_modules, or no script at all, lets the working directory speak', () => {
  const at = folder({ 'package.json': '{"name": "app"}', 'node_modules/tool/package.json': '{"name": "tool"}' });
  for (const entry of [at('node_modules/tool/cli.js'), at('node_modules/.bin/tool'), undefined]) {
    expect(findProject(entry, at('.')).package).toEqual({ name: 'app' });
  }
  expect(findProject(undefined, undefined)).toEqual({});
});

test('what is no regular file is not read', () => {
  const at = folder({});
  execFileSync('mkfifo', [at('pnpm-lock.yaml'), at('package.json')]);
  mkdirSync(at('yarn.lock'));
  expect(findProject(at('main.js'), '/')).toEqual(findProject(join(root.path, 'main.js'), '/'));
});
