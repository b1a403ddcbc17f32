/** Where and on what is measured: figures mean little without it. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, statfsSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, release, tmpdir, totalmem, type } from 'node:os';
import { join, resolve } from 'node:path';

/** Magic numbers of statfs(2), as in linux/magic.h. */
const fileSystems = new Map([
  [0xef53, 'ext4'],
  [0x01021994, 'tmpfs'],
  [0x58465342, 'xfs'],
  [0x9123683e, 'btrfs'],
  [0x794c7630, 'overlayfs'],
  [0x6969, 'nfs'],
]);

/** A fresh directory below `parent` (default: the system's temporary one), and the function that removes it. */
export function makePlace(parent = tmpdir()) {
  mkdirSync(resolve(parent), { recursive: true });
  const path = mkdtempSync(join(realpathSync(resolve(parent)), 'huldra-bench-'));
  const cleanup = () => rmSync(path, { recursive: true, force: true, maxRetries: 5 });
  return { path, cleanup };
}

export function describeMachine(path) {
  const kind = statfsSync(path).type;
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    node: process.versions.node,
    directory: path,
    fileSystem: fileSystems.get(kind) ?? `0x${kind.toString(16)}`,
    load: loadavg()[0],
  };
}
