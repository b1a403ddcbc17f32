import type { ArtifactRef, OwnerSummary } from '../events/index.js';
import type { Status } from '../state/index.js';
import type { Price } from './price.js';

/**
 * What would happen to an artifact. `hit`: its result is there. `run`: it would be computed. `wait`: somebody else computes it, or
 * has promised to. `blocked`: it cannot be computed, or something that it depends on cannot. `skip`: it has no result, and nobody
 * needs one, because everything that depends on it is there.
 */
export type Decision = 'hit' | 'run' | 'wait' | 'blocked' | 'skip';

export function noDecisions(): Record<Decision, number> {
  return { run: 0, wait: 0, blocked: 0, skip: 0, hit: 0 };
}

/** A difference to the nearest result of the class, as a person reads it. */
export interface Change {
  /** The field, `dataset.name`, or `version`. */
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/** An artifact in a plan. */
export interface PlanNode {
  readonly artifact: object;
  readonly ref: ArtifactRef;
  /** What it directly depends on. */
  readonly dependencies: readonly PlanNode[];
  /** How it stands now. `damaged`: there is a result whose proof is damaged. */
  readonly status: Status | 'damaged';
  readonly decision: Decision;
  /** Why, on one line. */
  readonly reason: string;
  /** Who computes it, for what is waited for. */
  readonly owner: OwnerSummary | undefined;
  /** The dependency, direct or not, that cannot be computed and so blocks this one. */
  readonly blockedBy: PlanNode | undefined;
  /** The nearest result of the class that this one was compared with, and in what it differs. */
  readonly comparedWith:
    | { readonly hash: string; readonly dir: string; readonly changes: readonly Change[] }
    | undefined;
  /** Undefined for hits, and where no earlier attempt of the class is known. */
  readonly price: Price | undefined;
}
