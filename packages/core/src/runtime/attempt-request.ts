import type { StartReason } from '../events/index.js';
import type { ResultCodec } from '../metadata/index.js';
import type { Claim } from '../store/index.js';
import type { Predecessor } from './predecessor.js';
import type { Target } from './target.js';

/** What an attempt is made for, and under which claim. */
export interface AttemptRequest {
  readonly target: Target;
  readonly claim: Claim;
  readonly reason: StartReason;
  /** Who had the artifact before. */
  readonly predecessor: Predecessor | undefined;
  /** Aborted when the claim is lost or the caller cancels. */
  readonly signal: AbortSignal;
  /** The caller's own signal. */
  readonly cancel: AbortSignal | undefined;
  /** The epoch of the preempted attempt whose files to start from. */
  readonly resumeFrom: number | undefined;
  /** Stores what `create` returns, for classes without `load`. */
  readonly codec: ResultCodec | undefined;
}
