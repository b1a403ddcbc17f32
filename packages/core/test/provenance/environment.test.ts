import { mkdirSync, mkdtempSync } from 'node:fs';
import { availableParallelism, hostname, totalmem, userInfo } from 'node:os';
import { join } from 'node:path';
import { temporaryRoot } from '@huldra/testing';
import { afterAll, expect, test } from '@jest/globals';
import type { EnvironmentSnapshot } from '../../src/provenance/index.js';
import { environmentSnapshot, huldraVersion, recordedVariables } from '../../src/provenance/index.js';
import { type FixtureRun, runFixture } from './support/run-fixture.js';

const root = temporaryRoot('environment');
afterAll(root.cleanup);

/** What a process of its own says of itself, where it must be the same at both of its calls. */
function childEnvironment(run: Partial<FixtureRun> = {}): EnvironmentSnapshot {
  const printed = runFixture('print-environment.ts', { cwd: root.path, ...run }) as EnvironmentSnapshot[];
  const [first, second] = printed;
  if (first === undefined) throw new Error('The child printed nothing.');
  expect(second).toEqual(first);
  return first;
}

test('the machine, the process and the user are described', () => {
  expect(environmentSnapshot()).toMatchObject({
    nodeVersion: process.version,
    platform: process.platform,
    arch: process.arch,
    host: hostname(),
    user: userInfo().username,
    pid: process.pid,
    cpus: availableParallelism(),
    memoryBytes: totalmem(),
    cwd: process.cwd(),
  });
});

test('a snapshot survives JSON unchanged', () => {
  const snapshot = environmentSnapshot();
  expect(JSON.parse(JSON.stringify(snapshot))).toEqual(snapshot);
});

test('secrets on the command line and among Node’s options are redacted', () => {
  const { command, execArgv } = childEnvironment({
    args: [
      'train',
      '--token',
      's1',
      '--lr=0.1',
      '--api-key=s2',
      'db.password=s3',
      '--max-tokens',
      '512',
      'https://me:s4@host/',
    ],
    nodeOptions: ['--title=password:s5'],
  });
  expect(command.slice(2)).toEqual([
    ...['train', '--token', '<redacted>', '--lr=0.1', '--api-key=<redacted>', 'db.password=<redacted>'],
    ...['--max-tokens', '512', 'https://<redacted>@host/'],
  ]);
  expect(execArgv[0]).toBe('--title=password:<redacted>');
  expect(command[1]).toMatch(/print-environment\.ts$/);
});

test('an argument of enormous length is cut', () => {
  const { command } = childEnvironment({ args: ['a b '.repeat(1_000).trim(), 'x'.repeat(50_000)] });
  expect(command[2]).toHaveLength(3_999);
  expect(command[3]).toBe('<redacted>');
});

test('of the environment’s variables exactly those on the list are recorded', () => {
  const env = { TZ: 'UTC', SLURM_JOB_ID: '17', SLURM_JWT: 'secret', HF_TOKEN: 'secret', OMP_NUM_THREADS: '4' };
  const { variables } = childEnvironment({ env });
  expect(variables).toMatchObject({ TZ: 'UTC', SLURM_JOB_ID: '17', OMP_NUM_THREADS: '4' });
  expect(Object.keys(variables).filter((name) => !recordedVariables.some((known) => known === name))).toEqual([]);
});

test('no recorded variable is named like a secret', () => {
  expect(recordedVariables.filter((name) => !/^[A-Z][A-Z0-9_]+$/.test(name))).toEqual([]);
  expect(recordedVariables.filter((name) => /TOKEN|SECRET|PASS|KEY|JWT|CRED|AUTH/.test(name))).toEqual([]);
});

test('a secret inside a recorded variable is redacted', () => {
  const { variables } = childEnvironment({ env: { LD_LIBRARY_PATH: '/lib:https://me:hunter2@host/' } });
  expect(variables.LD_LIBRARY_PATH).toBe('/lib:https://<redacted>@host/');
});

test('changes of variables and of the working directory are seen at the next call', () => {
  const before = process.cwd();
  const elsewhere = mkdtempSync(join(root.path, 'cwd-'));
  try {
    process.env.TZ = 'Europe/Oslo';
    process.chdir(elsewhere);
    expect(environmentSnapshot()).toMatchObject({ cwd: elsewhere, variables: { TZ: 'Europe/Oslo' } });
  } finally {
    delete process.env.TZ;
    process.chdir(before);
  }
  expect(environmentSnapshot().variables).not.toHaveProperty('TZ');
});

test('a process whose working directory was deleted has a snapshot without it', () => {
  const cwd = join(root.path, 'deleted');
  mkdirSync(cwd);
  const snapshot = childEnvironment({ cwd, args: ['--lose-directory'] });
  // Node remembers the directory it started in until it changes it.
  expect([undefined, cwd]).toContain(snapshot.cwd);
});

test('a user without a name is recorded by number', () => {
  const { user } = childEnvironment({ args: ['--lose-user'] });
  expect(user).toBe(process.getuid?.() === 0 ? 'uid:54321' : userInfo().username);
});

test('the version of this package is known', () => {
  expect(huldraVersion()).toMatch(/^\d+\.\d+\.\d+/);
});
