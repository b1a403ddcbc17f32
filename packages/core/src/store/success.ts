import { CorruptArtifactError } from '../errors/index.js';
import { publishFile, readIfPresent } from './files.js';
import { type ArtifactLayout, isAttemptId } from './layout.js';
import { decodeRecord, encodeRecord } from './record.js';

/** The only proof of a result. Made by an exclusive link, never changed, set aside by invalidation. */
export interface Success {
  readonly schemaVersion: 1;
  readonly namespace: string;
  readonly hash: string;
  /** The epoch that published; its seal is the next one. */
  readonly epoch: number;
  /** The directory below `attempts/` that holds the files. */
  readonly attempt: string;
  readonly publishedAt: string;
  readonly manifest: { readonly files: number; readonly bytes: number; readonly sha256: string };
  /** How the returned value was stored, for classes without `load`. */
  readonly result?: { readonly codec: string; readonly file: string };
}

const maxSuccessBytes = 64 * 1024;

/** The published result, or undefined. Throws `CorruptArtifactError` when the file is damaged, newer or another artifact's. */
export function readSuccess(layout: ArtifactLayout): Success | undefined {
  const bytes = readIfPresent(layout.success, maxSuccessBytes);
  if (bytes === undefined) return undefined;
  const record = decodeRecord(bytes, layout.success, 1);
  if (!isSuccess(record)) throw corrupt(layout, 'it lacks what names the result');
  const success = record as unknown as Success;
  if (`${success.namespace}/${success.hash}` !== layout.name)
    throw corrupt(layout, `it belongs to ${success.namespace}/${success.hash}`);
  return success;
}

function corrupt(layout: ArtifactLayout, what: string): CorruptArtifactError {
  return new CorruptArtifactError(
    `${layout.success} does not prove a result: ${what}. Look at ${layout.attempts} to see what is there, then call invalidate(x, reason) to set the file aside and compute anew.`,
    { artifact: layout.name, path: layout.success },
  );
}

function isSuccess({
  namespace,
  hash,
  epoch,
  attempt,
  publishedAt,
  manifest,
  result,
}: Record<string, unknown>): boolean {
  const texts = [namespace, hash, attempt, publishedAt].every((value) => typeof value === 'string');
  if (!texts || !Number.isSafeInteger(epoch) || typeof manifest !== 'object' || manifest === null) return false;
  if (!isAttemptId(attempt as string)) return false;
  if (result === undefined) return true;
  if (typeof result !== 'object' || result === null || !('file' in result) || !('codec' in result)) return false;
  return typeof result.codec === 'string' && typeof result.file === 'string' && isFileName(result.file);
}

/** A codec's file lies directly in the attempt's directory. */
export function isFileName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !/[/\\\0]/.test(name);
}

/** Publishes; false when a result has been published already. */
export function publishSuccess(layout: ArtifactLayout, success: Success, sync: boolean): boolean {
  return publishFile(layout.success, encodeRecord(success), { sync });
}
