import { InvalidConfigError } from '../../../src/index.js';

/** The error that a call throws; fails when it throws nothing. */
export function thrownBy(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  throw new Error('Nothing was thrown.');
}

/** The problems of the `InvalidConfigError` that a call throws, as `path: message`. */
export function problemsOf(call: () => unknown): string[] {
  const error = thrownBy(call);
  if (!InvalidConfigError.is(error)) throw error;
  return error.problems.map(({ path, message }) => `${path}: ${message}`);
}
