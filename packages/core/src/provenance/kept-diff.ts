import { statSync } from 'node:fs';
import { join } from 'node:path';
import { CorruptArtifactError } from '../errors/index.js';
import { type DirectoryOptions, makeDirectories, readIfPresent, replaceFile } from '../store/index.js';
import { sha256Hex } from '../values/index.js';
import type { GitDiff } from './git-snapshot.js';

/** A diff that lies in a file of its own: once below a root, however many artifacts were made of the same working tree. */
export interface KeptDiff {
  /** Relative to the root: `diffs/<sha256>.diff`. */
  readonly file: string;
  /** Of the file's bytes, which hold no trace of what was redacted. */
  readonly sha256: string;
  readonly bytes: number;
  /** Whether something is missing, because the diff is larger than 1 MB. */
  readonly truncated: boolean;
  /** Size of the whole diff in bytes; absent when it was cut off, for then nobody has seen its end. */
  readonly totalBytes?: number | undefined;
  /** How many lines lost something to redaction. */
  readonly redactedLines: number;
}

const maxDiffBytes = 4_000_000;

/** How a diff is known before it is kept. */
export function describeDiff({ text, ...about }: GitDiff): KeptDiff {
  const bytes = Buffer.from(text);
  const sha256 = sha256Hex(bytes);
  return { file: `diffs/${sha256}.diff`, sha256, bytes: bytes.length, ...about };
}

/**
 * Puts a diff where `kept` says, if it is not there. Its name is its content's, so whoever else writes it at the same moment writes
 * the same; a file of another size is what a power failure left, and is replaced. Throws system errors.
 */
export function keepDiff(root: string, kept: KeptDiff, text: string, options: DirectoryOptions): void {
  const path = join(root, kept.file);
  if (statSync(path, { throwIfNoEntry: false })?.size === kept.bytes) return;
  makeDirectories(join(root, 'diffs'), options);
  replaceFile(path, text, options);
}

/** The text of a kept diff; undefined when its file was removed. Throws `CorruptArtifactError` when it is not what was kept. */
export function readKeptDiff(root: string, { file, sha256 }: KeptDiff): string | undefined {
  // Metadata shall not lead out of the root, whatever somebody wrote into them.
  if (!/^[0-9a-f]{64}$/.test(sha256) || file !== `diffs/${sha256}.diff`) return undefined;
  const path = join(root, file);
  const bytes = readIfPresent(path, maxDiffBytes);
  if (bytes === undefined) return undefined;
  if (sha256Hex(bytes) === sha256) return bytes.toString('utf8');
  throw new CorruptArtifactError(`${path} is not the diff that was kept. No result depends on it; remove it.`, {
    path,
  });
}
