import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CorruptArtifactError } from '../errors/index.js';
import { makeDirectories, publishFile, readIfPresent, replaceFile } from './files.js';
import type { ArtifactLayout } from './layout.js';
import { newToken } from './owner.js';
import { decodeRecord, encodeRecord } from './record.js';
import { isMissing, storageError } from './storage-error.js';

/** An attempt that an executor has promised: while its job is open, nobody computes beside it. */
export interface JobRecord {
  readonly schemaVersion: 1;
  readonly token: string;
  /** The executor's name, and how it finds the job again. */
  readonly executor: string;
  readonly reference: string;
  readonly submittedAt: string;
  readonly endedAt?: string;
}

function jobPath({ jobs }: ArtifactLayout, token: string): string {
  return join(jobs, `${token}.json`);
}

/** Records a job before it is handed to its executor. The caller must close it when the job has ended. */
export function openJob(
  layout: ArtifactLayout,
  executor: string,
  reference: string,
  options: { readonly fsync: boolean },
): JobRecord {
  const job: JobRecord = {
    schemaVersion: 1,
    token: newToken(),
    executor,
    reference,
    submittedAt: new Date().toISOString(),
  };
  try {
    makeDirectories(layout.jobs, { sync: options.fsync });
    publishFile(jobPath(layout, job.token), encodeRecord(job), { sync: options.fsync });
  } catch (error) {
    throw storageError(error, 'recording a job', layout.jobs, layout.name);
  }
  return job;
}

/** Records that a job has ended, whatever became of it; the disk says whether there is a result. */
export function closeJob(layout: ArtifactLayout, job: JobRecord): void {
  const ended: JobRecord = { ...job, endedAt: new Date().toISOString() };
  replaceFile(jobPath(layout, job.token), encodeRecord(ended), { sync: false });
}

/** The jobs that are promised and have not ended. */
export function openJobs(layout: ArtifactLayout): readonly JobRecord[] {
  let names: string[];
  try {
    names = readdirSync(layout.jobs);
  } catch (error) {
    if (isMissing(error)) return [];
    throw storageError(error, 'listing the jobs', layout.jobs, layout.name);
  }
  return names
    .filter((name) => /^[0-9a-f]+\.json$/.test(name))
    .map((name) => readJob(join(layout.jobs, name)))
    .filter((job) => job !== undefined && job.endedAt === undefined) as readonly JobRecord[];
}

/** A job's record; undefined when it is damaged: a job that nobody can find is nothing to wait for. */
function readJob(path: string): JobRecord | undefined {
  const bytes = readIfPresent(path, 64 * 1024);
  if (bytes === undefined) return undefined;
  try {
    const record = decodeRecord(bytes, path, 1);
    const isJob = [record.token, record.executor, record.reference, record.submittedAt].every(
      (value) => typeof value === 'string',
    );
    return isJob ? (record as unknown as JobRecord) : undefined;
  } catch (error) {
    if (CorruptArtifactError.is(error)) return undefined;
    throw error;
  }
}
