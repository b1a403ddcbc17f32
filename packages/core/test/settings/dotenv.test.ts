import { chmodSync, mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryRoot } from '@huldra/testing';
import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { settingsOfProcess } from './support/show-settings.js';

const temporary = temporaryRoot('dotenv');
afterAll(temporary.cleanup);

let project: string;
beforeEach(() => {
  project = mkdtempSync(join(temporary.path, 'project-'));
  writeFileSync(join(project, 'package.json'), '{"name": "a-project", "type": "module"}');
});

const dotenv = realpathSync(fileURLToPath(new URL('../../node_modules/dotenv', import.meta.url)));

function installDotenv(): void {
  mkdirSync(join(project, 'node_modules'));
  symlinkSync(dotenv, join(project, 'node_modules', 'dotenv'));
}

function writeDotenv(...lines: readonly string[]): void {
  writeFileSync(join(project, '.env'), `${lines.join('\n')}\n`);
}

test('.env is read when dotenv is installed, and the environment of the process wins', () => {
  installDotenv();
  writeDotenv(
    '# settings',
    'HULDRA_LEASE_SECS=60',
    'HULDRA_PATH="my results"',
    'export HULDRA_FSYNC=no',
    'OTHER_VARIABLE=x',
  );
  const { settings, warnings, other } = settingsOfProcess(project, { HULDRA_LEASE_SECS: '90' });
  expect(settings).toMatchObject({ leaseSecs: 90, fsync: false, root: join(project, 'my results') });
  expect(warnings).toEqual([]);
  expect(other).toBe('x');
});

test('a bad value in .env is an error that names variable and value', () => {
  installDotenv();
  writeDotenv('HULDRA_RETRY_FAILED=perhaps');
  expect(settingsOfProcess(project).error).toMatchObject({
    code: 'CONFIGURATION',
    message: expect.stringContaining('HULDRA_RETRY_FAILED is "perhaps"'),
  });
});

test('without dotenv a .env that sets HULDRA_ variables is warned of, once, and ignored', () => {
  writeDotenv('HULDRA_LEASE_SECS=60');
  const { settings, warnings } = settingsOfProcess(project);
  expect(settings?.leaseSecs).toBe(120);
  expect(warnings).toEqual([
    `dotenv-missing: ${join(project, '.env')} sets HULDRA_ variables, but the package dotenv is not installed, so they are ignored. Install dotenv, or set them in the environment. (info)`,
  ]);
});

test('without dotenv a .env that does not speak of huldra is nobody’s business', () => {
  writeDotenv('OTHER_VARIABLE=x');
  expect(settingsOfProcess(project)).toMatchObject({ warnings: [] });
});

test('without a .env there is nothing to read and nothing to warn of', () => {
  expect(settingsOfProcess(project)).toMatchObject({ settings: { leaseSecs: 120 }, warnings: [] });
});

test('a directory called .env, as Python makes them, is left alone', () => {
  mkdirSync(join(project, '.env'));
  expect(settingsOfProcess(project)).toMatchObject({ settings: { leaseSecs: 120 }, warnings: [] });
});

// Root reads every file.
const asUser = process.getuid?.() === 0 ? test.failing : test;
asUser('a .env that cannot be read is an error that names it', () => {
  writeDotenv('HULDRA_LEASE_SECS=60');
  chmodSync(join(project, '.env'), 0);
  expect(settingsOfProcess(project).error).toMatchObject({
    code: 'CONFIGURATION',
    message: expect.stringContaining(`${join(project, '.env')} cannot be read`),
  });
});
