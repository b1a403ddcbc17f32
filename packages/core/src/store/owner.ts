import { randomBytes } from 'node:crypto';
import { CorruptArtifactError } from '../errors/index.js';
import type { OwnerSummary } from '../events/index.js';
import { type ProcessIdentity, thisProcess, verdict } from '../process/process-identity.js';
import { shared } from '../process/shared-state.js';
import { readIfPresent } from './files.js';
import { decodeRecord, encodeRecord } from './record.js';
import { amount, count, list, members, optional, ordinal, type Shape, text, time, word } from './shape.js';

/** A batch system's job that an owner runs in. The same job with more restarts is the owner's successor. */
export interface BatchJob {
  readonly system: string;
  readonly id: string;
  readonly restarts: number;
}

/** What became of a claim when it was given back. */
export type Outcome = 'failed' | 'preempted' | 'invalidated' | 'yielded';

/** An error as it is stored: enough to understand it, and to throw it again in another process. */
export interface StoredError {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: StoredError;
}

export interface Release {
  readonly outcome: Outcome;
  readonly at: string;
  readonly reason: string;
  readonly error?: StoredError;
  readonly logTail?: readonly string[];
}

/** Who took an epoch. */
export interface OwnerRecord {
  readonly schemaVersion: 1;
  readonly epoch: number;
  /** Tells apart claims of one process. */
  readonly token: string;
  readonly process: ProcessIdentity;
  readonly job?: BatchJob;
  /** The lease by which the owner beats, in milliseconds: an observer that was given a shorter one waits for this one. */
  readonly leaseMs?: number;
  readonly claimedAt: string;
  readonly released?: Release;
}

export function newToken(): string {
  return randomBytes(8).toString('hex');
}

export function newOwner(epoch: number, token: string, leaseMs: number): OwnerRecord {
  const job = batchJob(process.env);
  return {
    schemaVersion: 1,
    epoch,
    token,
    process: thisProcess(),
    ...(job === undefined ? {} : { job }),
    leaseMs,
    claimedAt: new Date().toISOString(),
  };
}

/** The batch job of an environment. Slurm's variables are the only ones known so far. */
export function batchJob(environment: NodeJS.ProcessEnv): BatchJob | undefined {
  const id = environment.SLURM_JOB_ID;
  if (id === undefined || !/^\d+$/.test(id)) return undefined;
  return { system: 'slurm', id, restarts: Number(environment.SLURM_RESTART_COUNT ?? 0) || 0 };
}

/** Claims of this process that are over although no file may say so (a full disk, an I/O error), by token. */
const abandoned = shared('abandoned-claims', () => new Set<string>());

export function abandon({ token }: OwnerRecord): void {
  abandoned.add(token);
}

export function keep({ token }: OwnerRecord): void {
  abandoned.delete(token);
}

/** Whether an owner has given its claim back or is certainly dead. */
export function isOver(owner: OwnerRecord, ownJob: BatchJob | undefined): boolean {
  return owner.released !== undefined || deathOf(owner, ownJob) !== undefined;
}

/**
 * How it is known that an owner that did not give its claim back is gone. `given up`: this very process had the claim, and could
 * not write down that it gave it back; `silent`: no sign of life for a lease.
 */
export type Death = 'process ended' | 'machine restarted' | 'batch job restarted' | 'given up' | 'silent';

/** Why an owner is certainly gone; undefined when it lives, or is out of sight: then only its heartbeat can tell. */
export function deathOf(owner: OwnerRecord, ownJob: BatchJob | undefined): Death | undefined {
  if (abandoned.has(owner.token)) return 'given up';
  const { job } = owner;
  const isSuccessor =
    job !== undefined &&
    ownJob !== undefined &&
    job.system === ownJob.system &&
    job.id === ownJob.id &&
    ownJob.restarts > job.restarts;
  if (isSuccessor) return 'batch job restarted';
  if (verdict(owner.process) !== 'dead') return undefined;
  return owner.process.bootId === thisProcess().bootId ? 'process ended' : 'machine restarted';
}

export function summary(owner: OwnerRecord): OwnerSummary {
  return { host: owner.process.host, pid: owner.process.pid, since: owner.claimedAt };
}

export function encodeOwner(owner: OwnerRecord): string {
  return encodeRecord(owner);
}

const outcomes = ['failed', 'preempted', 'invalidated', 'yielded'] satisfies Outcome[];

/** What is stored of an error. */
export const errorShape: Shape = (value) => storedError(value);
const storedError = members({
  name: text,
  message: text,
  code: optional(text),
  stack: optional(text),
  cause: optional(errorShape),
});

/** The summary of an owner. */
export const ownerSummaryShape = members({ host: text, pid: ordinal, since: time });

/** What names a process. */
export const processShape = members({
  host: text,
  pid: ordinal,
  machineId: optional(text),
  bootId: optional(text),
  pidNamespace: optional(text),
  startTime: optional(text),
});

const isOwner = members({
  epoch: ordinal,
  token: text,
  process: processShape,
  job: optional(members({ system: text, id: text, restarts: count })),
  // One that never ends would have to be waited for forever.
  leaseMs: optional(amount),
  claimedAt: time,
  released: optional(
    members({
      outcome: word(outcomes),
      at: time,
      reason: text,
      error: optional(errorShape),
      logTail: optional(list(text)),
    }),
  ),
});

/**
 * The owner recorded in a file; undefined when there is none; `damaged` when nobody can tell whose it is (a power failure may
 * leave it empty): then only the heartbeat can tell whether its owner lives. A record of a newer huldra is an error: it must not
 * be judged by old rules.
 */
export function findOwner(path: string): OwnerRecord | 'damaged' | undefined {
  try {
    const bytes = readIfPresent(path, 1 << 20);
    if (bytes === undefined) return undefined;
    const record = decodeRecord(bytes, path, 1);
    return isOwner(record) ? (record as unknown as OwnerRecord) : 'damaged';
  } catch (error) {
    if (CorruptArtifactError.is(error)) return 'damaged';
    throw error;
  }
}

/** The owner recorded in a file; undefined when there is none, or none that can be understood. */
export function readOwner(path: string): OwnerRecord | undefined {
  const owner = findOwner(path);
  return owner === 'damaged' ? undefined : owner;
}
