import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { configure, loadOrCreate } from '@huldra/core';
import { temporaryRoot } from '@huldra/testing';
import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { startAgent } from '../runtime/support/agent.js';
import { steered, steering } from '../runtime/support/artifacts.js';
import { deferred } from '../runtime/support/rig.js';

/*
 * What the variables do in a process that has them in its environment. HULDRA_PATH is tested in root.test.ts and wherever there
 * is an agent, HULDRA_LOG_LEVEL in events/console-sink.test.ts, and in ../runtime: HULDRA_RETRY_FAILED in
 * failure-in-other-process.test.ts, HULDRA_ALWAYS_RERUN in always-rerun.test.ts, HULDRA_MAX_WAIT_SECS in waiting.test.ts,
 * HULDRA_LEASE_SECS in losing.test.ts.
 */

const temporary = temporaryRoot('effects');
afterAll(temporary.cleanup);

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(temporary.path, 'root-'));
  configure({ root, fsync: false });
  steering.create = ({ label }) => label;
});

const hooks = new URL('../store/support/typescript.mjs', import.meta.url).href;
const fixture = fileURLToPath(new URL('./fixtures/compute.ts', import.meta.url));

interface Computed {
  readonly syncs: number;
  readonly diff: string | undefined;
  readonly contents: string | undefined;
  readonly dir: string;
}

/** Computes an artifact in a process of its own, below a git repository when `cwd` is one. */
function compute(env: NodeJS.ProcessEnv, cwd = root, ...args: readonly string[]): Computed {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('HULDRA_'));
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--import', hooks, fixture, ...args], {
    cwd,
    env: { ...Object.fromEntries(inherited), HULDRA_PATH: join(root, 'data-root'), ...env },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Computed;
}

test('HULDRA_FSYNC=false leaves out every fsync; by default files and directories are flushed', () => {
  expect(compute({ HULDRA_FSYNC: 'false' }).syncs).toBe(0);
  // At least: a file that create wrote, its directory, SUCCESS.json and its directory.
  expect(compute({ HULDRA_PATH: join(root, 'other-root') }).syncs).toBeGreaterThanOrEqual(4);
});

test('HULDRA_IGNORE_DIFF leaves the diff of the working tree out of the metadata', () => {
  const repository = join(root, 'repository');
  const git = (...args: string[]) =>
    spawnSync('git', ['-C', repository, '-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...args]);
  spawnSync('git', ['init', '--quiet', repository]);
  writeFileSync(join(repository, 'notes.txt'), 'first\n');
  git('add', '.');
  git('commit', '--quiet', '-m', 'first');
  writeFileSync(join(repository, 'notes.txt'), 'second\n');
  expect(compute({}, repository).diff).toContain('+second');
  expect(compute({ HULDRA_IGNORE_DIFF: '1', HULDRA_PATH: join(root, 'other-root') }, repository).diff).toBeUndefined();
});

test('HULDRA_UNTRACKED_CONTENTS keeps what untracked files hold, unless diffs are left out', () => {
  const repository = join(root, 'repository');
  spawnSync('git', ['init', '--quiet', repository]);
  writeFileSync(join(repository, 'new.txt'), 'not yet added\n');
  const at = (name: string, env: NodeJS.ProcessEnv) => compute({ HULDRA_PATH: join(root, name), ...env }, repository);
  expect(at('first-root', {}).contents).toBeUndefined();
  expect(at('second-root', { HULDRA_UNTRACKED_CONTENTS: '1' }).contents).toContain('+not yet added');
  expect(at('third-root', { HULDRA_UNTRACKED_CONTENTS: '1', HULDRA_IGNORE_DIFF: '1' }).contents).toBeUndefined();
});

test('HULDRA_DIRECTORY_MODE is the mode of the directories that are made, whatever the umask', () => {
  const { dir } = compute({ HULDRA_DIRECTORY_MODE: '2770' });
  const attempts = join(dir, '.huldra', 'attempts');
  const [attempt = ''] = readdirSync(attempts).filter((name) => statSync(join(attempts, name)).isDirectory());
  for (const made of [join(root, 'data-root'), dir, join(dir, '.huldra', 'locks'), attempts, join(attempts, attempt)]) {
    expect([made, (statSync(made).mode & 0o7777).toString(8)]).toEqual([made, '2770']);
  }
});

test('HULDRA_HEARTBEAT_SECS is how often an owner shows that it lives', async () => {
  const agent = await startAgent(root, { HULDRA_HEARTBEAT_SECS: '0.02' });
  agent.tell({ do: 'request', label: 'beating' });
  const { dir } = await agent.next('creating');
  const beat = join(dir, '..', '..', 'locks', '00000001.beat');
  const seen = new Set<string>();
  // With the default, 15 s, this would outlast the test.
  while (seen.size < 10) {
    seen.add(readFileSync(beat, 'latin1'));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
});

test('HULDRA_POLL_INTERVAL_SECS and HULDRA_WAIT_LOG_EVERY_SECS are how often a waiter looks and speaks', async () => {
  const goOn = deferred<string>();
  const begun = deferred();
  steering.create = () => {
    begun.resolve();
    return goOn.promise;
  };
  const here = loadOrCreate(steered('Steered', 'waited for'));
  await begun.promise;
  const agent = await startAgent(root, { HULDRA_POLL_INTERVAL_SECS: '0.01', HULDRA_WAIT_LOG_EVERY_SECS: '0.001' });
  agent.tell({ do: 'request', label: 'waited for' });
  // Looking as by default, ever more seldom, this would outlast the test.
  for (let count = 0; count < 30; count += 1) {
    expect(await agent.nextEvent('waiting')).toMatchObject({ owner: { pid: process.pid } });
  }
  goOn.resolve('done');
  await here;
  expect(await agent.next('value')).toMatchObject({ value: 'done' });
});

test('with an absolute root a process may work in a directory that was deleted; with a relative one it is told', () => {
  expect(compute({}, root, 'in a deleted directory').dir).toContain(join(root, 'data-root'));
  expect(() => compute({ HULDRA_PATH: 'relative' }, root, 'in a deleted directory')).toThrow(
    'the root "relative" is relative to a working directory that was deleted',
  );
});
