import { lstatSync, readdirSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { CorruptArtifactError } from '../errors/index.js';
import { linkExclusive, readIfPresent, syncDirectory, writeNew } from './files.js';
import { type ArtifactLayout, attemptId, isAttemptId, stagedEpoch, stagedPath } from './layout.js';
import { discard } from './leftover.js';
import { decodeRecord, encodeRecord } from './record.js';
import { count, digest, members, optional, ordinal, type Shape, text, time } from './shape.js';
import { errnoOf, isMissing, readingError } from './storage-error.js';

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
  readonly result?: { readonly codec: string; readonly file: string; readonly sha256: string };
}

const maxSuccessBytes = 64 * 1024;

/**
 * The published result, or undefined. Throws `CorruptArtifactError` when the file is damaged or another artifact's,
 * `NewerFormatError`, or `StorageError` when it could not be read.
 */
export function readSuccess(layout: ArtifactLayout): Success | undefined {
  const bytes = readProof(layout);
  if (bytes === undefined) return undefined;
  const record = decodeRecord(bytes, layout.success, 1);
  if (!isSuccess(record)) throw corrupt(layout, 'it lacks what names the result');
  const success = record as unknown as Success;
  if (`${success.namespace}/${success.hash}` !== layout.name)
    throw corrupt(layout, `it belongs to ${success.namespace}/${success.hash}`);
  return success;
}

function readProof(layout: ArtifactLayout): Buffer | undefined {
  try {
    const bytes = readIfPresent(layout.success, maxSuccessBytes);
    if (bytes !== undefined) return bytes;
    // The name may be taken all the same, so that nothing could be published: better said now than after an hour of computing.
    if (lstatSync(layout.success, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return undefined;
  } catch (error) {
    if (isMissing(error)) return undefined;
    const typed = readingError(error, layout.success);
    const code = errnoOf(typed.cause);
    // Errors of the name, not of the moment: they stay until somebody takes it away.
    if (code === 'EISDIR' || code === 'ELOOP') throw corrupt(layout, `it is not a file [${code}]`);
    throw typed;
  }
  throw corrupt(layout, 'it is a symbolic link that leads nowhere');
}

function corrupt(layout: ArtifactLayout, what: string): CorruptArtifactError {
  return new CorruptArtifactError(
    `${layout.success} does not prove a result: ${what}. Look at ${layout.attempts} to see what is there, then call invalidate(x, reason) to set the file aside and compute anew.`,
    { artifact: layout.name, path: layout.success },
  );
}

/** A codec's file lies directly in the attempt's directory. */
const fileName: Shape = (name) => typeof name === 'string' && !/^$|^\.\.?$|[/\\\0]/.test(name);

const successShape = members({
  namespace: text,
  hash: text,
  epoch: ordinal,
  attempt: (name) => typeof name === 'string' && isAttemptId(name),
  publishedAt: time,
  manifest: members({ files: count, bytes: count, sha256: digest }),
  result: optional(members({ codec: text, file: fileName, sha256: digest })),
});

/** Also that the attempt is one of the epoch that claims to have published it. */
function isSuccess(record: Record<string, unknown>): boolean {
  return successShape(record) && String(record.attempt).startsWith(attemptId(record.epoch as number, ''));
}

/** Writes the proof under a name that proves nothing yet. Before the seal: see `revokeStaged`. */
export function stageSuccess(layout: ArtifactLayout, success: Success, sync: boolean): void {
  writeNew(stagedPath(layout, success.epoch), encodeRecord(success), { sync });
}

/** Publishes what was staged; false when a result has been published already, or a later epoch has revoked this one. */
export function publishStaged(layout: ArtifactLayout, { epoch, attempt }: Success, sync: boolean): boolean {
  if (!linkStaged(layout, epoch) && readSuccess(layout)?.attempt !== attempt) return false;
  // It exists now for everybody, whatever the disk says about its name: a power failure could make it missing, but not half.
  if (sync) syncIfPossible(layout.control);
  return true;
}

function linkStaged(layout: ArtifactLayout, epoch: number): boolean {
  try {
    return linkExclusive(stagedPath(layout, epoch), layout.success);
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

function syncIfPossible(directory: string): void {
  try {
    syncDirectory(directory);
  } catch {
    return;
  }
}

export function discardStaged(layout: ArtifactLayout, epoch: number): void {
  discard(stagedPath(layout, epoch));
}

/**
 * Takes from all owners before `epoch` what they would publish, so that none of them can any more. Proofs are staged before the
 * seal: an owner that stopped before staging cannot seal later, and one that stopped after it has nothing left to link.
 */
export function revokeStaged(layout: ArtifactLayout, epoch: number): void {
  for (const name of readdirSync(layout.control)) {
    if ((stagedEpoch(name) ?? epoch) < epoch) removeIfPresent(join(layout.control, name));
  }
}

function removeIfPresent(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}
