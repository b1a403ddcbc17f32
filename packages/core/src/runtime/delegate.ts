import type { JobRecord } from '../store/index.js';
import type { Target } from './target.js';

/** Who computes an artifact in place of the request for it. */
export interface Delegate {
  /** Requests with the same one may share an answer. */
  readonly key: object;
  /** Called before the request waits for somebody else. */
  readonly waiting?: () => void;
  /** Has the artifact computed. Resolves when a result is published; rejects with why there is none. */
  compute(target: Target, how: { readonly rerun: boolean }): Promise<void>;
  /**
   * Waits for the end of an open job, if it is one of the delegate's own. False when it is not; rejects with why the job
   * has no result.
   */
  adopt(target: Target, job: JobRecord): Promise<boolean>;
}

const numbers = new WeakMap<object, number>();
let last = 0;

/** Tells delegates apart by their keys. */
export function delegateNumber({ key }: Delegate): number {
  let number = numbers.get(key);
  if (number === undefined) {
    last += 1;
    number = last;
    numbers.set(key, number);
  }
  return number;
}
