import { activeScope, activity, type Caller } from '@huldra/core';
import { lazyLibraryCaller } from './library-caller.js';
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
  return { scope: activeScope(), time, caller: lazyLibraryCaller(takeOrigin) };
}

/** What a record remembers by `scopedMeta`. */
export function originOf(info: Readonly<Record<string | symbol, unknown>>): Origin | undefined {
  return info[originKey] as Origin | undefined;
}

/**
 * For records that a logger held back and that do not remember where they were logged. They were logged after the last one that
 * came at once. If its artifact was the only active one then, and none began or ended since, they are of that artifact;
 * otherwise nobody can tell, and they are nobody's: better in the unscoped log than in a stranger's.
 */
export class LastSeen {
  #scope: Scope;
  #changes = -1;

  /** To be told of each record that comes at once, in its own asynchronous context. Returns its scope. */
  see(): Scope {
    const scope = activeScope();
    const { changes, running } = activity();
    const isAlone = running === (scope?.depth ?? 0);
    this.#scope = isAlone ? scope : undefined;
    this.#changes = changes;
    return scope;
  }

  get scope(): Scope {
    return activity().changes === this.#changes ? this.#scope : undefined;
  }
}
