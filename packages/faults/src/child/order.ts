/** Which artifact is meant: one that writes files of its own, or one whose returned value is stored for it. */
export type Kind = 'files' | 'stored';

/** What a subject is told to do: one JSON line on its standard input. */
export interface Order {
  readonly verb: 'ask' | 'invalidate' | 'collect';
  readonly root: string;
  readonly kind: Kind;
  readonly id: number;
  readonly ledger: string;
  /** A file for which create waits, after it has begun. */
  readonly gate?: string;
  /** Lets create throw. */
  readonly isFailing?: boolean;
  /** In seconds. */
  readonly maxWaitSecs?: number;
}

/** What a subject says, one JSON line each. */
export type Answer =
  | { readonly outcome: 'ready' }
  | { readonly outcome: 'value'; readonly isRight: boolean }
  | { readonly outcome: 'invalidated'; readonly wasThere: boolean }
  | { readonly outcome: 'collected'; readonly isClean: boolean }
  | { readonly outcome: 'error'; readonly code: string; readonly message: string };

/** How a subject begins, as JSON in its first argument. */
export interface Beginnings {
  /** A directory in which it first computes something, so that all that is loaded or started once is there before its first order. */
  readonly warmUp?: string;
  /** The user and group that it becomes afterwards. */
  readonly uid?: number;
}
