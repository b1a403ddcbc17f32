import { readFileSync, readlinkSync } from 'node:fs';

/* What Linux tells about processes (proc(5)), and what remains where there is no /proc. */

/** What can be seen of a process id: nothing has it; something has it; or what /proc says about who has it. */
export type Observation = 'gone' | 'exists' | ProcessStat;

export interface ProcessStat {
  /** One letter: R, S, D, T, Z (zombie), X (dead), … */
  readonly state: string;
  /** Clock ticks since the machine started. */
  readonly startTime: string;
}

/** The pid namespace that every machine starts with has this fixed number (PROC_PID_INIT_INO in the kernel). */
const initialPidNamespace = 'pid:[4026531836]';

/** The machine that this process runs on, as far as it can be told. */
export function readMachine(): { bootId?: string; pidNamespace?: string; machineId?: string } {
  const bootId = readLine('/proc/sys/kernel/random/boot_id');
  const pidNamespace = readLink('/proc/self/ns/pid');
  // Inside a container /etc/machine-id may come from the image and be the same on a hundred machines.
  const inContainer = pidNamespace !== initialPidNamespace;
  const machineId = inContainer ? undefined : (readLine('/etc/machine-id') ?? readLine('/var/lib/dbus/machine-id'));
  return {
    ...(bootId === undefined ? {} : { bootId }),
    ...(pidNamespace === undefined ? {} : { pidNamespace }),
    ...(machineId === undefined ? {} : { machineId }),
  };
}

/** When this process started. */
export function processStart(): { startTime?: string } {
  const stat = readStat('self');
  return stat === undefined ? {} : { startTime: stat.startTime };
}

/** Looks at a process of this pid namespace. */
export function sightingOf(pid: number): Observation {
  // kill(2) first: with hidepid, /proc does not show the living processes of other users.
  if (!exists(pid)) return 'gone';
  // Without a fresh mount a new pid namespace sees its parent's /proc, where this number is another process.
  if (readLink('/proc/self') !== String(process.pid)) return 'exists';
  const stat = readStat(pid);
  if (stat !== undefined) return stat;
  return exists(pid) ? 'exists' : 'gone'; // It may have ended between the two looks.
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives and belongs to somebody else. Only ESRCH says that there is none. (No `instanceof Error`: under a test
    // runner with realms of its own the error is of another realm.)
    return !(typeof error === 'object' && error !== null && 'code' in error && error.code === 'ESRCH');
  }
}

function readStat(pid: number | 'self'): ProcessStat | undefined {
  const text = readLine(`/proc/${pid}/stat`);
  return text === undefined ? undefined : parseStat(text);
}

/**
 * Fields 3 and 22 of `/proc/<pid>/stat`. The second field is the command's name in parentheses, which may itself hold spaces,
 * parentheses and newlines: what follows the *last* parenthesis is numbered reliably.
 */
export function parseStat(text: string): ProcessStat | undefined {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const state = fields[0];
  const startTime = fields[22 - 3];
  if (state === undefined || startTime === undefined || !/^\w$/.test(state) || !/^\d+$/.test(startTime))
    return undefined;
  return { state, startTime };
}

/** These files are helpful where they exist; where they do not, or may not be read, less is known. */
function readLine(path: string): string | undefined {
  try {
    const text = readFileSync(path).toString('latin1').trim();
    return text === '' ? undefined : text;
  } catch {
    return undefined;
  }
}

function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
