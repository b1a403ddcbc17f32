import type { ArtifactRef } from '@huldra/core';
import { nameOf } from '../text/names.js';
import { barText, numbersOf } from './bar-text.js';
import { Meter } from './meter.js';

interface Work {
  readonly artifact: ArtifactRef;
  readonly depth: number;
  readonly meter: Meter;
  saidMs: number;
}

/** What `progress` was called with for the artifacts that are computed now, in the order in which they began to tell. */
export class Progress {
  readonly #works = new Map<string, Work>();

  /** Notes progress. Returns whether `everyMs` have gone by since this artifact was last `said`, or began. */
  update(
    { dir, ...rest }: ArtifactRef,
    depth: number,
    nowMs: number,
    [done, total, label]: readonly [number, number | undefined, string | undefined],
    everyMs: number,
  ): boolean {
    const known = this.#works.get(dir);
    const work = known ?? { artifact: { dir, ...rest }, depth, meter: new Meter(nowMs), saidMs: nowMs };
    if (known === undefined) this.#works.set(dir, work);
    work.meter.update(nowMs, done, total, label);
    if (nowMs - work.saidMs < everyMs) return false;
    work.saidMs = nowMs;
    return true;
  }

  /** Forgets an artifact that is computed no more. Returns whether it was known. */
  end({ dir }: ArtifactRef): boolean {
    return this.#works.delete(dir);
  }

  /** `TrainModel 3f9a12c   52%  520/1000  104/s  5 s left  label`. */
  lineOf({ dir }: ArtifactRef): string {
    const work = this.#works.get(dir);
    if (work === undefined) return '';
    const { label } = work.meter;
    return `${nameOf(work.artifact)} ${numbersOf(work.meter).trimStart()}${label === undefined ? '' : `  ${label}`}`;
  }

  bars(columns: number, isColoured: boolean): readonly string[] {
    return [...this.#works.values()].map(({ artifact, depth, meter }) =>
      barText(nameOf(artifact), depth, meter, columns, isColoured),
    );
  }
}
