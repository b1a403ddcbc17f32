import { HuldraError, RootNotWritableError, StorageError } from '../errors/index.js';

/** The file is not there. ESTALE is how NFS says that it was there and has been removed since; ENOTDIR that its directory is a file. */
export function isMissing(error: unknown): boolean {
  const code = errnoOf(error);
  return code === 'ENOENT' || code === 'ESTALE' || code === 'ENOTDIR';
}

/** The `code` of a system error, such as `ENOENT`. */
export function errnoOf(error: unknown): string | undefined {
  const code = memberOf(error, 'code');
  // libuv has no name for Linux's EDQUOT (122).
  if (code === 'Unknown system error -122' && process.platform === 'linux') return 'EDQUOT';
  return typeof code === 'string' ? code : undefined;
}

/** Not by `instanceof Error`: under test runners with realms of their own, errors of `fs` are of another realm. */
function memberOf(error: unknown, name: 'code' | 'syscall' | 'message'): unknown {
  return typeof error === 'object' && error !== null && name in error
    ? (error as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

const elsewhere = 'or point HULDRA_PATH (or configure({ root })) to a directory that you may write to';

/** What keeps this process from writing below the root, whatever is written. */
const notWritable: Readonly<Record<string, string>> = {
  EACCES: `permission denied. Give this user write permission, ${elsewhere}`,
  EPERM: `the operation is not permitted. Give this user write permission, ${elsewhere}`,
  EROFS: `the file system is mounted read-only. Mount it writable, ${elsewhere}`,
  ENOTDIR: `a part of the path is a file, where a directory must be. Move that file away, ${elsewhere}`,
  EEXIST: `a file is in the place where a directory must be. Move that file away, ${elsewhere}`,
};

interface Failure {
  readonly advice: string;
  readonly retryable: boolean;
}

const tooManyFiles = 'Close files or run fewer artifacts at once, or raise the limit (ulimit -n), then try again';
const noHardLinks =
  'the file system lacks an operation that huldra needs (hard links). Use a root on another file system';

const failures: Readonly<Record<string, Failure>> = {
  ENOSPC: { advice: 'no space is left on the device. Free some space, then try again', retryable: true },
  EDQUOT: { advice: 'the disk quota is used up. Remove what is not needed, then try again', retryable: true },
  EIO: { advice: 'the device or the file server reports an I/O error. Check it, then try again', retryable: true },
  EMFILE: { advice: `this process has too many open files. ${tooManyFiles}`, retryable: true },
  ENFILE: { advice: `this machine has too many open files. ${tooManyFiles}`, retryable: true },
  ENAMETOOLONG: { advice: 'the path is too long. Use a shorter root, namespace or file name', retryable: false },
  ENOENT: {
    advice:
      'the file or its directory is not there: removed while it was in use, or a link that leads nowhere. Try again',
    retryable: true,
  },
  ESTALE: { advice: 'the file was removed on the file server while it was in use. Try again', retryable: true },
  ENOTSUP: { advice: noHardLinks, retryable: false },
  EOPNOTSUPP: { advice: noHardLinks, retryable: false },
  ENOSYS: { advice: noHardLinks, retryable: false },
};

/**
 * The typed error for a failed file operation, saying what was attempted, where, why it failed and what to do. `what` names
 * the operation: 'publishing', 'listing the claims'. Errors of huldra's own pass through unchanged.
 */
export function storageError(error: unknown, what: string, path: string, artifact?: string): HuldraError {
  if (HuldraError.is(error)) return error;
  const code = errnoOf(error);
  const details = { artifact, path, cause: error };
  const subject = `${what.charAt(0).toUpperCase()}${what.slice(1)} failed (${path})`;

  const refusal = refusalOf(error, code);
  if (refusal !== undefined) return new RootNotWritableError(`${subject}: ${refusal}. [${code}]`, details);

  const failure = code === undefined ? undefined : failures[code];
  if (failure !== undefined) {
    return new StorageError(`${subject}: ${failure.advice}. [${code}]`, { ...details, retryable: failure.retryable });
  }
  const message = memberOf(error, 'message') ?? String(error);
  // Without an errno (Node's own codes begin with ERR_) nothing was tried: the same call would fail in the same way.
  const retryable = code !== undefined && !code.startsWith('ERR_');
  const advice = retryable ? ' Check the file system, then try again.' : '';
  return new StorageError(`${subject}: ${message}.${advice}`, { ...details, retryable });
}

/** The typed error for a file that is there and cannot be read. */
export function readingError(error: unknown, path: string): HuldraError {
  const code = errnoOf(error);
  if (code !== 'EACCES' && code !== 'EPERM') return storageError(error, 'reading', path);
  const message = `Reading failed (${path}): permission denied. Give this user permission to read it. [${code}]`;
  return new StorageError(message, { path, cause: error, retryable: false });
}

function refusalOf(error: unknown, code: string | undefined): string | undefined {
  if (code === undefined) return undefined;
  const syscall = memberOf(error, 'syscall');
  // Elsewhere EEXIST is an answer ("somebody was first"), not a failure.
  if (code === 'EEXIST' && syscall !== 'mkdir') return undefined;
  // link(2) says EPERM on file systems without hard links, such as exFAT.
  if (code === 'EPERM' && syscall === 'link') return `${notWritable.EPERM}; or ${noHardLinks}`;
  return notWritable[code];
}
