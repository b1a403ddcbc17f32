import type { ArtifactState, HuldraEvent, LoadOrCreateOptions } from '@huldra/core';
import type { SteeredClass } from './artifacts.js';

/** What a test tells an agent. */
export type Command =
  | {
      readonly do: 'request';
      readonly label: string;
      readonly cls?: SteeredClass;
      readonly options?: Pick<LoadOrCreateOptions, 'maxWaitSecs' | 'job'>;
    }
  /** Lets the `create` that was announced last for this label return or throw. */
  | { readonly do: 'finish'; readonly label: string; readonly value: string }
  | { readonly do: 'fail'; readonly label: string; readonly messages: readonly string[]; readonly code?: string }
  | { readonly do: 'write'; readonly label: string; readonly file: string; readonly text: string }
  | {
      readonly do: 'say';
      readonly label: string;
      readonly metric?: readonly [name: string, value: number, step?: number];
      readonly progress?: readonly [done: number, total?: number, label?: string];
    }
  /** Aborts the signal that the label was requested with. */
  | { readonly do: 'abort'; readonly label: string }
  | { readonly do: 'state'; readonly label: string };

/** An error as it crosses the process boundary; `causes` from the outside in. */
export interface ReportedError {
  readonly name: string;
  readonly code: string | undefined;
  readonly message: string;
  readonly logTail: readonly string[] | undefined;
  readonly causes: readonly Omit<ReportedError, 'causes' | 'logTail'>[];
}

/** What an agent tells the test. */
export type Report =
  | { readonly type: 'ready' }
  | {
      readonly type: 'creating';
      readonly label: string;
      readonly dir: string;
      readonly files: readonly string[];
      readonly attempt: { readonly id: string; readonly number: number; readonly resumedFrom?: string };
    }
  | { readonly type: 'aborted'; readonly label: string }
  | { readonly type: 'event'; readonly event: HuldraEvent }
  | { readonly type: 'value'; readonly label: string; readonly value: unknown }
  | { readonly type: 'error'; readonly label: string; readonly error: ReportedError }
  | { readonly type: 'state'; readonly label: string; readonly state: ArtifactState };
