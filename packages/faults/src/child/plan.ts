/** What a child process is told to do, as JSON in its first argument. */
export interface Plan {
  readonly root: string;
  readonly ledger: string;
  /** Numbers of the jobs to ask for. */
  readonly ids: readonly number[];
  /** How long each create takes, in milliseconds. */
  readonly ms?: number;
  readonly busy?: boolean;
  /** Asks for all jobs at once instead of one after the other. */
  readonly together?: boolean;
  /** Which artifacts they are; see artifact-of.ts. */
  readonly kind?: 'plain' | 'blocking' | 'nested' | 'json' | 'text';
  /** Of nested ones: how long each level takes after it has the one within, innermost first, in milliseconds. */
  readonly msOfLevels?: readonly number[];
  /** Invalidates what is damaged and asks again. */
  readonly repair?: boolean;
}

/** What a child process says, one JSON line each. */
export type Report =
  /** It has loaded everything and waits for a line on its standard input. */
  | { readonly type: 'ready' }
  | { readonly type: 'value'; readonly id: number; readonly isRight: boolean }
  | { readonly type: 'error'; readonly id: number; readonly code: string; readonly message: string }
  /** It was damaged, as the error with this code said; then it was invalidated and computed anew. */
  | { readonly type: 'repaired'; readonly id: number; readonly code: string; readonly isRight: boolean }
  | { readonly type: 'done' };
