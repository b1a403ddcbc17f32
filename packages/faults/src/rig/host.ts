import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/*
 * Hosts that share a file system, on one machine. A process tells hosts apart by the start of the machine (boot id), the pid
 * namespace and the name; these give it others than it would see.
 */

/** Why there cannot be other hosts here, or undefined. */
export function whyNoHosts(): string | undefined {
  // Any file does for a try.
  for (const command of [machineBy('try', '/proc/sys/kernel/random/uuid'), container('try')]) {
    const [program = '', ...args] = [...command, 'true'];
    const { error, status, stderr } = spawnSync(program, args);
    if (error !== undefined) return `no other hosts: ${error.message}`;
    if (status !== 0) return `no other hosts: ${String(stderr).trim()}`;
  }
  return undefined;
}

/**
 * The command to run a process by, as if on another machine: with a host name and a boot id of its own. Processes with the same
 * command are on the same one. Their numbers are those of this machine, so that they can be killed like any other.
 */
export function machine(directory: string, name: string): readonly string[] {
  const bootId = join(directory, `boot-id-${name}`);
  writeFileSync(bootId, `${randomUUID()}\n`);
  return machineBy(name, bootId);
}

function machineBy(name: string, bootId: string): readonly string[] {
  const script = 'hostname "$1" && mount --bind "$2" /proc/sys/kernel/random/boot_id && shift 2 && exec "$@"';
  return ['unshare', '--mount', '--uts', 'sh', '-c', script, 'sh', name, bootId];
}

/** The same, as if in a container: the process has a pid namespace of its own. It dies with this command's process. */
export function container(name: string): readonly string[] {
  const script = 'hostname "$1" && shift && exec "$@"';
  const unshare = ['unshare', '--pid', '--uts', '--fork', '--kill-child', '--mount-proc'];
  return [...unshare, 'sh', '-c', script, 'sh', name];
}
