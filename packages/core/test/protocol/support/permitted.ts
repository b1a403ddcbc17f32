import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from '@jest/globals';

/** Why a test cannot run on this machine; undefined when it can. */
type Obstacle = string | undefined;

/** `test`, or a skipped test whose name says why. */
export function testUnless(obstacle: Obstacle): (name: string, work: () => Promise<void>) => void {
  if (obstacle === undefined) return test;
  return (name, work) => test.skip(`${name} (skipped: ${obstacle})`, work);
}

const linuxRoot = process.platform === 'linux' && process.getuid?.() === 0;

/** A command that makes the rest of the command line run as on another host: pids of its own and another host name. */
export const onAnotherHost = [
  'unshare',
  '--pid',
  '--uts',
  '--fork',
  '--kill-child',
  'sh',
  '-c',
  'hostname other-host && exec "$@"',
  'sh',
];

export function obstacleToAnotherHost(): Obstacle {
  if (!linuxRoot) return 'only root on Linux may make namespaces';
  const [command = '', ...args] = [...onAnotherHost, 'true'];
  return spawnSync(command, args).status === 0 ? undefined : 'unshare is not permitted here';
}

export function obstacleToOtherUsers(): Obstacle {
  return linuxRoot ? undefined : 'only root on Linux may become another user';
}

/** Calls `work` with a directory that is a small file system of its own. */
export async function onSmallDisk(size: string, work: (directory: string) => Promise<void>): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'huldra-small-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'none', directory]);
  try {
    await work(directory);
  } finally {
    execFileSync('umount', ['--lazy', directory]);
    rmdirSync(directory);
  }
}

export function obstacleToMounting(): Obstacle {
  if (!linuxRoot) return 'only root on Linux may mount';
  const directory = mkdtempSync(join(tmpdir(), 'huldra-mount-'));
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', directory]);
  if (status === 0) execFileSync('umount', [directory]);
  rmdirSync(directory);
  return status === 0 ? undefined : 'mounting is not permitted here';
}
