import {
  ComputeError,
  CorruptArtifactError,
  CycleError,
  DeclarationError,
  type ErrorDetails,
  HuldraError,
  LoadError,
  LostClaimError,
  messageOf,
  NewerFormatError,
  RootNotWritableError,
  StorageError,
  SubmitError,
  UnknownClassError,
  WaitTimeoutError,
} from '../errors/index.js';
import { restoreError, storeError } from '../runtime/index.js';
import type { StoredError } from '../store/index.js';

/** An error as it travels from a worker: plain data, without secrets. */
export interface PortableError extends StoredError {
  readonly artifact?: string | undefined;
  readonly path?: string | undefined;
  readonly retryable: boolean;
  readonly logTail?: readonly string[];
}

type KnownClass = new (message: string, details: ErrorDetails) => HuldraError;

/** The errors that are made again as what they were; all others become a plain `HuldraError` with their name and code. */
const known: Readonly<Record<string, KnownClass>> = {
  ComputeError,
  CorruptArtifactError,
  CycleError,
  DeclarationError,
  LoadError,
  LostClaimError,
  NewerFormatError,
  RootNotWritableError,
  StorageError,
  SubmitError,
  UnknownClassError,
  WaitTimeoutError,
};

export function packError(error: HuldraError): PortableError {
  const { artifact, path, retryable } = error;
  const logTail = ComputeError.is(error) ? { logTail: error.logTail } : {};
  return { ...storeError(error), artifact, path, retryable, ...logTail };
}

export function unpackError(packed: PortableError): HuldraError {
  const { name, message, code = 'UNEXPECTED', stack, cause, artifact, path, retryable, logTail } = packed;
  const details = { artifact, path, retryable, logTail, cause: cause === undefined ? undefined : restoreError(cause) };
  const Known = Object.hasOwn(known, name) ? known[name] : undefined;
  const error = Known === undefined ? new HuldraError(code, message, details) : new Known(message, details);
  error.name = name;
  if (stack !== undefined) error.stack = stack;
  return error;
}

/** Any error as one of huldra's, which says whether the same job may succeed later. */
export function asHuldraError(error: unknown): HuldraError {
  return HuldraError.is(error) ? error : new HuldraError('UNEXPECTED', messageOf(error), { cause: error });
}
