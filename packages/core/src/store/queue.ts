import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CorruptArtifactError } from '../errors/index.js';
import { type ProcessIdentity, verdict } from '../process/process-identity.js';
import { type DirectoryOptions, makeDirectories, publishFile, readIfPresent, replaceFile } from './files.js';
import type { ArtifactLayout } from './layout.js';
import { newToken, processShape } from './owner.js';
import { noteDequeued, noteQueued } from './queue-notes.js';
import { decodeRecord, encodeRecord } from './record.js';
import { members, optional, text, time } from './shape.js';
import { isMissing, readingError, storageError } from './storage-error.js';

/** An attempt that an executor has promised: while its job is open, nobody computes beside it. */
export interface JobRecord {
  readonly schemaVersion: 1;
  readonly token: string;
  /** The executor's name, and how it finds the job again. */
  readonly executor: string;
  readonly reference: string;
  readonly submittedAt: string;
  readonly endedAt?: string;
  /** The process with which the promise ends, for executors whose jobs do not outlive it. */
  readonly process?: ProcessIdentity;
}

export interface OpenJobOptions {
  readonly fsync: boolean;
  readonly directoryMode?: DirectoryOptions['mode'];
  /** The job's name; a new one by default. */
  readonly token?: string;
  readonly process?: ProcessIdentity | undefined;
}

function jobPath({ jobs }: ArtifactLayout, token: string): string {
  return join(jobs, `${token}.json`);
}

/** Records a job before it is handed to its executor. The caller must close it when the job has ended. Throws `StorageError`. */
export function openJob(
  layout: ArtifactLayout,
  executor: string,
  reference: string,
  options: OpenJobOptions,
): JobRecord {
  const job: JobRecord = {
    schemaVersion: 1,
    token: options.token ?? newToken(),
    executor,
    reference,
    submittedAt: new Date().toISOString(),
    ...(options.process === undefined ? {} : { process: options.process }),
  };
  try {
    makeDirectories(layout.jobs, { sync: options.fsync, mode: options.directoryMode });
    publishFile(jobPath(layout, job.token), encodeRecord(job), { sync: options.fsync });
  } catch (error) {
    throw storageError(error, 'recording a job', layout.jobs, layout.name);
  }
  noteQueued(layout, job);
  return job;
}

/** Records that a job has ended, whatever became of it; the disk says whether there is a result. Throws `StorageError`. */
export function closeJob(layout: ArtifactLayout, job: JobRecord): void {
  const ended: JobRecord = { ...job, endedAt: new Date().toISOString() };
  try {
    replaceFile(jobPath(layout, job.token), encodeRecord(ended), { sync: false });
  } catch (error) {
    throw storageError(error, 'closing a job', layout.jobs, layout.name);
  }
  noteDequeued(layout, job);
}

/** The jobs that are promised and have not ended. */
export function openJobs(layout: ArtifactLayout): readonly JobRecord[] {
  let names: string[];
  try {
    names = readdirSync(layout.jobs);
  } catch (error) {
    if (isMissing(error)) return [];
    throw readingError(error, layout.jobs);
  }
  return names
    .filter((name) => /^[0-9a-f]+\.json$/.test(name))
    .map((name) => readJob(layout, name.slice(0, -'.json'.length)))
    .filter((job) => job !== undefined && !isOver(job)) as readonly JobRecord[];
}

/** Whether nobody will keep the promise any more. */
function isOver(job: JobRecord): boolean {
  return job.endedAt !== undefined || (job.process !== undefined && verdict(job.process) === 'dead');
}

const isJob = members({
  token: text,
  executor: text,
  reference: text,
  submittedAt: time,
  endedAt: optional(time),
  process: optional(processShape),
});

/** A job's record; undefined when it is damaged: a job that nobody can find is nothing to wait for. */
function readJob(layout: ArtifactLayout, token: string): JobRecord | undefined {
  const path = jobPath(layout, token);
  try {
    const bytes = readIfPresent(path, 64 * 1024);
    if (bytes === undefined) return undefined;
    const record = decodeRecord(bytes, path, 1);
    return isJob(record) && record.token === token ? (record as unknown as JobRecord) : undefined;
  } catch (error) {
    if (CorruptArtifactError.is(error)) return undefined;
    throw error;
  }
}
