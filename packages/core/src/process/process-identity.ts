import { hostname } from 'node:os';
import { type Observation, processStart, readMachine, sightingOf } from './proc.js';

/** Names one process among all that ever ran on the machines that share a root. */
export interface ProcessIdentity {
  readonly host: string;
  /** Tells machines of the same name apart. Absent inside containers, where it comes from the image. */
  readonly machineId?: string;
  /** Changes with every start of the machine. */
  readonly bootId?: string;
  /** Process ids mean something only within their namespace; containers have their own. */
  readonly pidNamespace?: string;
  readonly pid: number;
  /** Clock ticks since the machine started (`/proc/<pid>/stat`, field 22): tells apart two processes that got the same pid. */
  readonly startTime?: string;
}

/** `unknown` is what can only be decided by the heartbeat: the owner runs where this process cannot see it. */
export type Verdict = 'dead' | 'alive' | 'unknown';

let self: ProcessIdentity | undefined;

/** The identity of this process; read once. */
export function thisProcess(): ProcessIdentity {
  self ??= { host: hostname(), pid: process.pid, ...readMachine(), ...processStart() };
  return self;
}

/** Whether the process that `other` names still runs, as far as this process can tell. */
export function verdict(other: ProcessIdentity): Verdict {
  return judge(thisProcess(), other, sightingOf);
}

/**
 * The decision alone. `observe` is asked only when a process id of `other` means the same process here as it does there.
 *
 * - same start of the same machine, same pid namespace: what is seen of the process decides;
 * - same machine (name and id), another start: dead;
 * - no boot ids at all (not Linux), same host: what is seen of the process decides;
 * - otherwise: unknown.
 */
export function judge(self: ProcessIdentity, other: ProcessIdentity, observe: (pid: number) => Observation): Verdict {
  // Zero and negative numbers mean process groups to kill(2); a record that says so is wrong, not dead.
  if (!Number.isSafeInteger(other.pid) || other.pid <= 0) return 'unknown';
  const sameHost = self.host === other.host;
  if (self.bootId === undefined && other.bootId === undefined) {
    return sameHost ? judgeSighting(other, observe(other.pid)) : 'unknown';
  }
  if (self.bootId === undefined || other.bootId === undefined) return 'unknown';
  if (self.bootId !== other.bootId) {
    const sameMachine = sameHost && self.machineId !== undefined && self.machineId === other.machineId;
    return sameMachine ? 'dead' : 'unknown';
  }
  if (self.pidNamespace === undefined || self.pidNamespace !== other.pidNamespace) return 'unknown';
  return judgeSighting(other, observe(other.pid));
}

function judgeSighting(other: ProcessIdentity, sighting: Observation): Verdict {
  if (sighting === 'gone') return 'dead';
  // It exists, but its details cannot be read: nothing proves that it is another process.
  if (sighting === 'exists') return 'alive';
  // A zombie runs no code any more, although kill(2) still finds it.
  if (sighting.state === 'Z' || sighting.state === 'X' || sighting.state === 'x') return 'dead';
  return other.startTime === undefined || other.startTime === sighting.startTime ? 'alive' : 'dead';
}
