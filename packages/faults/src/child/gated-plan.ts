/** So long that no lease ends, and no heart beats, by the real clock. */
export const leaseSecs = 86_400;

/**
 * What a gated process may be asked to do with an artifact; `fail` asks for it with a create that throws, `renew` with a validate that
 * accepts no result.
 */
export interface Verb {
  readonly verb: 'ask' | 'fail' | 'renew' | 'invalidate';
  readonly id: number;
}

/** To a gated process: do the next step; or, when it is idle, begin this. */
export interface Order {
  readonly verb?: Verb;
  /** What has passed for it as an observer, and for its own heartbeat, in milliseconds; see gate.ts. */
  readonly seenMs: number;
  readonly ownMs: number;
}

/** From a gated process, one JSON line each. */
export type Said =
  /** It stands before this step. */
  | { readonly type: 'at'; readonly step: string }
  /** It is idle; what came of the last verb. */
  | {
      readonly type: 'done';
      readonly value?: string;
      readonly removed?: boolean;
      readonly code?: string;
      readonly message?: string;
    };
