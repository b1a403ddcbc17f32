import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { CorruptArtifactError, messageOf, SubmitError } from '../../errors/index.js';
import type { JobDescription } from '../../runtime/index.js';
import { decodeRecord, encodeRecord, makeDirectories, writeNew } from '../../store/index.js';

/** Configurations can be large: ten thousand nodes, or bytes. */
const maxJobBytes = 256 * 1024 * 1024;

const publicWrite = 0o022;

/**
 * Writes what a worker needs to a new file that only this user can read and write, since it names modules that will be imported. Keep
 * it outside of artifact directories, where others may write; a worker refuses it there.
 */
export function writeJobFile(path: string, description: JobDescription): void {
  refuseArtifactDirectory(path);
  makeDirectories(dirname(path), { sync: false });
  writeNew(path, encodeRecord(description, maxJobBytes), { sync: true, mode: 0o600 });
}

/** Reads a job file. Throws `SubmitError` when it may not be trusted, is damaged, or cannot be read. */
export function readJobFile(path: string): JobDescription {
  refuseArtifactDirectory(path);
  const bytes = readTrusted(path);
  try {
    const record = decodeRecord(bytes, path, 1, maxJobBytes);
    if (isDescription(record)) return record as unknown as JobDescription;
  } catch (error) {
    if (!CorruptArtifactError.is(error)) throw error;
  }
  throw refusal(path, 'it is damaged');
}

function readTrusted(path: string): Buffer {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    throw refusal(path, messageOf(error));
  }
  try {
    const { uid, mode } = fstatSync(file);
    const user = process.getuid?.();
    if (user !== undefined && (uid !== user || (mode & publicWrite) !== 0)) {
      throw refusal(path, `others than user ${user} could have written it, and it names modules to import`);
    }
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

function refuseArtifactDirectory(path: string): void {
  if (!resolve(path).split(/[\\/]/).includes('.huldra')) return;
  throw refusal(path, 'it lies in an artifact directory, and nothing that is read there decides what is imported');
}

function refusal(path: string, why: string): SubmitError {
  return new SubmitError(`the job file ${path} cannot be used: ${why}. Submit the artifact again.`, { path });
}

function isDescription(record: Record<string, unknown>): boolean {
  const { id, artifact, configuration, setup, modules, settings, directory } = record;
  const areObjects = [artifact, configuration, settings].every((value) => typeof value === 'object' && value !== null);
  return (
    areObjects && Array.isArray(setup) && Array.isArray(modules) && [id, directory].every((v) => typeof v === 'string')
  );
}
