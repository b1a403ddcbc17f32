/** Marks huldra's errors across realms and across two loaded copies of this package. */
const brand = Symbol.for('huldra.error');

/** What every huldra error can say beyond its message. */
export interface ErrorDetails {
  /** The artifact concerned, as `<namespace>/<hash>`, or the class's name when no hash is known yet. */
  readonly artifact?: string | undefined;
  /** Where: a file or directory on disk, or a field's path such as `dataset.name`. */
  readonly path?: string | undefined;
  /** True when the same call may succeed later without any change of code (disk full, too many open files). */
  readonly retryable?: boolean | undefined;
  readonly cause?: unknown;
}

/**
 * The base of all errors that huldra throws on purpose. Tell them apart by `code` or with the class's static `is`, which
 * also recognises errors of another loaded copy of the package (`instanceof` does not).
 */
export class HuldraError extends Error {
  readonly code: string;
  readonly artifact: string | undefined;
  readonly path: string | undefined;
  readonly retryable: boolean;

  constructor(code: string, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.code = code;
    this.artifact = details.artifact;
    this.path = details.path;
    this.retryable = details.retryable ?? false;
    Object.defineProperty(this, brand, { value: true });
  }

  /** Whether `value` is an error of this class (or, on `HuldraError` itself, any huldra error) from any loaded copy. */
  static is<E extends HuldraError>(this: abstract new (...args: never[]) => E, value: unknown): value is E {
    if (typeof value !== 'object' || value === null || !(brand in value)) return false;
    const wanted = (this as unknown as { name: string }).name;
    return wanted === 'HuldraError' || (value as unknown as HuldraError).name === wanted;
  }
}
