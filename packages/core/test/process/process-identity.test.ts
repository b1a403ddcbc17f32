import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { temporaryRoot } from '@huldra/testing';
import { afterAll, expect, test } from '@jest/globals';
import { type Observation, parseStat, sightingOf } from '../../src/process/proc.js';
import { judge, type ProcessIdentity, thisProcess, verdict } from '../../src/process/process-identity.js';
import { startFixture } from '../store/support/child.js';

const root = temporaryRoot('process-identity');
afterAll(root.cleanup);

const here: ProcessIdentity = {
  host: 'node1',
  machineId: 'm1',
  bootId: 'boot1',
  pidNamespace: 'pid:[4026531836]',
  pid: 100,
  startTime: '5000',
};
const there: ProcessIdentity = { ...here, pid: 200, startTime: '6000' };
const running: Observation = { state: 'S', startTime: '6000' };

function without(identity: ProcessIdentity, ...names: (keyof ProcessIdentity)[]): ProcessIdentity {
  return Object.fromEntries(
    Object.entries(identity).filter(([name]) => !names.some((left) => left === name)),
  ) as unknown as ProcessIdentity;
}

test.each<[string, ProcessIdentity, ProcessIdentity, Observation | 'not asked', string]>([
  ['it runs', here, there, running, 'alive'],
  ['it is stopped', here, there, { state: 'T', startTime: '6000' }, 'alive'],
  ['it hangs in the kernel', here, there, { state: 'D', startTime: '6000' }, 'alive'],
  ['nobody has its pid', here, there, 'gone', 'dead'],
  ['its pid exists and more cannot be seen', here, there, 'exists', 'alive'],
  ['its pid belongs to a later process', here, there, { state: 'R', startTime: '6001' }, 'dead'],
  ['it is a zombie', here, there, { state: 'Z', startTime: '6000' }, 'dead'],
  ['it is being removed', here, there, { state: 'X', startTime: '6000' }, 'dead'],
  ['its start was not recorded', here, without(there, 'startTime'), running, 'alive'],
  ['the host was renamed meanwhile', here, { ...there, host: 'renamed' }, 'gone', 'dead'],
  ['it ran in another container', here, { ...there, pidNamespace: 'pid:[4026532000]' }, 'not asked', 'unknown'],
  ['its namespace was not recorded', here, without(there, 'pidNamespace'), 'not asked', 'unknown'],
  ['no namespace is known', without(here, 'pidNamespace'), without(there, 'pidNamespace'), 'not asked', 'unknown'],
  ['the machine was started anew', here, { ...there, bootId: 'boot0' }, 'not asked', 'dead'],
  ['another machine has that name', here, { ...there, bootId: 'boot0', machineId: 'm2' }, 'not asked', 'unknown'],
  ['another host has that machine id', here, { ...there, bootId: 'boot0', host: 'node2' }, 'not asked', 'unknown'],
  ['it ran in a container', here, without({ ...there, bootId: 'boot0' }, 'machineId'), 'not asked', 'unknown'],
  [
    'both run in containers',
    without(here, 'machineId'),
    without({ ...there, bootId: 'b' }, 'machineId'),
    'not asked',
    'unknown',
  ],
  ['it ran elsewhere', here, { ...there, host: 'node2', bootId: 'b', machineId: 'm2' }, 'not asked', 'unknown'],
  ['it ran on another system', here, { host: 'node1', pid: 200 }, 'not asked', 'unknown'],
  ['this is another system', { host: 'node1', pid: 100 }, there, 'not asked', 'unknown'],
  ['no Linux, same host, it exists', { host: 'mac', pid: 100 }, { host: 'mac', pid: 200 }, 'exists', 'alive'],
  ['no Linux, same host, it is gone', { host: 'mac', pid: 100 }, { host: 'mac', pid: 200 }, 'gone', 'dead'],
  ['no Linux, another host', { host: 'mac', pid: 100 }, { host: 'mac2', pid: 200 }, 'not asked', 'unknown'],
  ['the record names a process group', here, { ...there, pid: 0 }, 'not asked', 'unknown'],
  ['the record names all processes', here, { ...there, pid: -1 }, 'not asked', 'unknown'],
  ['the record names no number', here, { ...there, pid: Number.NaN }, 'not asked', 'unknown'],
])('when %s', (_, self, other, sighting, expected) => {
  const observe = (pid: number): Observation => {
    expect(pid).toBe(200);
    if (sighting === 'not asked') throw new Error('This pid means nothing here.');
    return sighting;
  };
  expect(judge(self, other, observe)).toBe(expected);
});

const fields = 'S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 987654 20 21';

test.each(['node', 'a b', '(x) S 1 2', ')', ') R 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 1', 'new\nline', ''])(
  'the command name %j does not disturb the fields after it',
  (name) => {
    expect(parseStat(`123 (${name}) ${fields}\n`)).toEqual({ state: 'S', startTime: '987654' });
  },
);

test('what is no stat line is not understood', () => {
  for (const text of ['', '1', '1 (a)', '1 (a) S', '1 (a) S 2 3', `1 (a) ${fields.replace('987654', 'x')}`]) {
    expect(parseStat(text)).toBeUndefined();
  }
});

test('this process is alive and knows where it runs', () => {
  const self = thisProcess();
  expect(self).toMatchObject({ host: hostname(), pid: process.pid });
  expect(Object.values(self)).not.toContain(undefined);
  expect(thisProcess()).toBe(self);
  expect(JSON.parse(JSON.stringify(self))).toEqual(self);
  expect(verdict(self)).toBe('alive');
});

const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux('on Linux the boot, the namespace and the start are known', () => {
  expect(thisProcess().bootId).toMatch(/^[0-9a-f-]{36}$/);
  expect(thisProcess().pidNamespace).toMatch(/^pid:\[\d+\]$/);
  expect(thisProcess().startTime).toMatch(/^\d+$/);
});

test('a child is alive until it ends, and a later process with its pid is another', async () => {
  const child = spawn(process.execPath, ['-e', 'console.log(1); setTimeout(() => {}, 60_000)']);
  await once(child.stdout, 'data');
  const sighting = sightingOf(child.pid ?? 0);
  const startTime = typeof sighting === 'object' ? { startTime: sighting.startTime } : {};
  const identity: ProcessIdentity = { ...without(thisProcess(), 'startTime'), pid: child.pid ?? 0, ...startTime };
  expect(verdict(identity)).toBe('alive');
  child.kill('SIGKILL');
  await once(child, 'close');
  expect(verdict(identity)).toBe('dead');
});

onLinux('a process that began at another time is not the one that is meant', () => {
  expect(verdict({ ...thisProcess(), startTime: '1' })).toBe('dead');
});

onLinux('a zombie is dead although its pid exists', async () => {
  // The child ends when it is told to; sleep, which its parent has become by then, never asks for its exit code.
  const parent = spawn('sh', ['-c', '(read line <&3) & echo $!; exec sleep 60'], {
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
  });
  const [output] = (await once(parent.stdout as Readable, 'data')) as [Buffer];
  while (readFileSync(`/proc/${parent.pid}/comm`, 'latin1').trim() !== 'sleep') await sleep(5);
  (parent.stdio[3] as Writable).end('\n');
  const zombie: ProcessIdentity = { ...without(thisProcess(), 'startTime'), pid: Number(output.toString()) };
  while (verdict(zombie) === 'alive') await sleep(5);
  expect(process.kill(zombie.pid, 0)).toBe(true);
  expect(verdict(zombie)).toBe('dead');
  parent.kill('SIGKILL');
  await once(parent, 'close');
});

onLinux('a program with a misleading name is recognised', async () => {
  const program = join(root.path, 'a) Z 1 (b');
  copyFileSync('/bin/sleep', program);
  const child = spawn(program, ['60']);
  await once(child, 'spawn');
  expect(readFileSync(`/proc/${child.pid}/stat`, 'latin1')).toContain('(a) Z 1 (b)');
  const sighting = sightingOf(child.pid ?? 0);
  expect(sighting).toMatchObject({
    state: expect.stringMatching(/^[RSD]$/),
    startTime: expect.stringMatching(/^\d{3,}$/),
  });
  child.kill('SIGKILL');
  await once(child, 'close');
});

const canUnshare = spawnSync('unshare', ['--pid', '--fork', 'true']).status === 0;

(canUnshare ? test : test.skip)("a new pid namespace does not take its parent's /proc for its own", async () => {
  const child = startFixture('new-namespace.ts');
  const { seen, namespace } = JSON.parse(await child.line()) as { seen: unknown; namespace: string };
  expect(namespace).not.toBe(thisProcess().pidNamespace);
  expect(seen).toEqual({ itself: 'alive', nobody: 'dead', itsParent: 'unknown' });
});
