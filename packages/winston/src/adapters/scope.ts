import { activeScope, activity, type Caller, captureCaller } from '@huldra/core';
import { isLoggingLibrary } from './passed-over.js';
import type { Scope } from './write-foreign.js';

/** Where and when something was logged. */
export interface Origin {
  readonly scope: Scope;
  readonly time: Date;
  readonly caller: () => Caller | undefined;
}

const originKey = Symbol.for('huldra.log-origin');

/**
 * Meta data for a winston logger that makes each record remember which artifact was active when it was logged:
 * `createLogger({ defaultMeta: scopedMeta({ service: 'train' }), … })`. With it a record reaches the right file also when a slow
 * transport beside huldra's makes winston hold it back. No format prints it.
 */
export function scopedMeta<T extends object>(meta?: T): T {
  return Object.defineProperty({ ...(meta as T) }, originKey, { enumerable: true, get: takeOrigin });
}

function takeOrigin(): Origin {
  const time = new Date();
  return { scope: activeScope(), time, caller: captureCaller(takeOrigin, isLoggingLibrary) };
}

/** What a record remembers by `scopedMeta`. */
export function originOf(info: Readonly<Record<string | symbol, unknown>>): Origin | undefined {
  return info[originKey] as Origin | undefined;
}

/**
 * What holds while a logger keeps records back, where they do not remember it: they may be of the artifact that was active when it
 * began, if no other was active in this process, and none began or ended since. Otherwise nobody can tell, and they are
 * nobody's: better in the unscoped log than in a stranger's.
 */
export class HeldBack {
  readonly #scope = activeScope();
  readonly #changes = activity().changes;
  readonly #isAlone = activity().running === (this.#scope?.depth ?? 0);

  get scope(): Scope {
    return this.#isAlone && activity().changes === this.#changes ? this.#scope : undefined;
  }
}
