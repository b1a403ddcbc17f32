/** What a class's artifacts came to in one run. */
export interface Count {
  readonly computed: number;
  readonly reused: number;
  /** Time in `create`, without the steps that it asked for. */
  readonly ownMs: number;
}

interface Named {
  readonly className: string;
  readonly hash: string;
}

/** Counts by class which artifacts were computed and which were found. */
export interface Tally {
  computed(artifact: Named, depth: number, durationMs: number): void;
  reused(artifact: Named): void;
  /** In the order in which the classes were first met. */
  readonly byClass: ReadonlyMap<string, Count>;
}

export function tallyOf(): Tally {
  const seen = new Set<string>();
  const byClass = new Map<string, Count>();
  /** By depth: the time taken by what has been computed there since the step above it began. */
  const taken: number[] = [];

  const add = (artifact: Named, change: Count): void => {
    const { computed, reused, ownMs } = byClass.get(artifact.className) ?? { computed: 0, reused: 0, ownMs: 0 };
    byClass.set(artifact.className, {
      computed: computed + change.computed,
      reused: reused + change.reused,
      ownMs: ownMs + change.ownMs,
    });
    seen.add(`${artifact.className} ${artifact.hash}`);
  };
  return {
    byClass,
    computed: (artifact, depth, durationMs) => {
      add(artifact, { computed: 1, reused: 0, ownMs: durationMs - (taken[depth + 1] ?? 0) });
      taken[depth + 1] = 0;
      taken[depth] = (taken[depth] ?? 0) + durationMs;
    },
    reused: (artifact) => {
      // What this run has computed or found already is met again, since nested steps share it.
      if (!seen.has(`${artifact.className} ${artifact.hash}`)) {
        add(artifact, { computed: 0, reused: 1, ownMs: 0 });
      }
    },
  };
}
