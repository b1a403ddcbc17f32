import { type ConfigurationView, compareConfigurations, type HeldArtifact } from '../comparison/index.js';
import type { PastArtifact } from './history.js';

/** Of equally near ones, so many are compared down to the leaves of what they hold. */
const maxTied = 8;

/**
 * Finds among past artifacts of a class the one whose configuration differs least. Values are numbered once, so that comparing
 * thousands of artifacts with hundreds of past ones is comparing small integers.
 */
export class Neighbours {
  /** Newest first. */
  readonly #past: readonly PastArtifact[];
  readonly #columns = new Map<string, number>();
  readonly #values = new Map<string, number>();
  #rows: readonly Int32Array[] | undefined;

  constructor(past: readonly PastArtifact[]) {
    this.#past = past;
  }

  get isEmpty(): boolean {
    return this.#past.length === 0;
  }

  /** The one with the fewest differing leaves, and of these the newest. Throws when there are none. */
  nearest(view: ConfigurationView, goInto: (held: HeldArtifact) => boolean): PastArtifact {
    const rows = this.#numbered();
    const wanted = this.#rowOf(view);
    let least = Number.POSITIVE_INFINITY;
    let tied: PastArtifact[] = [];
    rows.forEach((row, index) => {
      const distance = distanceBetween(row, wanted, least);
      const candidate = this.#past[index];
      if (candidate === undefined || distance > least) return;
      if (distance < least) tied = [];
      least = distance;
      if (tied.length < maxTied) tied.push(candidate);
    });
    return nearestWithin(tied, view, goInto);
  }

  #numbered(): readonly Int32Array[] {
    if (this.#rows === undefined) {
      for (const { view } of this.#past) for (const key of keysOf(view)) this.#column(key);
      this.#rows = this.#past.map(({ view }) => this.#rowOf(view));
    }
    return this.#rows;
  }

  #column(key: string): number {
    const known = this.#columns.get(key);
    if (known !== undefined) return known;
    this.#columns.set(key, this.#columns.size);
    return this.#columns.size - 1;
  }

  /** One number for each column; 0 where there is nothing that enters the hash. Columns that no past artifact has differ from all alike. */
  #rowOf(view: ConfigurationView): Int32Array {
    const row = new Int32Array(this.#columns.size);
    for (const [key, text] of valuesOf(view)) {
      const column = this.#columns.get(key);
      if (column !== undefined) row[column] = this.#number(text);
    }
    return row;
  }

  #number(text: string): number {
    const known = this.#values.get(text);
    if (known !== undefined) return known;
    this.#values.set(text, this.#values.size + 1);
    return this.#values.size;
  }
}

function* valuesOf({ version, leaves, dependencies }: ConfigurationView): Generator<readonly [string, string]> {
  yield ['version', String(version)];
  for (const [key, { text, isHashed }] of leaves) if (isHashed) yield [`field ${key}`, text];
  for (const key of dependencies.keys()) yield [`dependency ${key}`, 'there'];
}

function* keysOf(view: ConfigurationView): Generator<string> {
  for (const [key] of valuesOf(view)) yield key;
}

/** In how many columns two rows differ; gives up beyond `limit`. */
function distanceBetween(one: Int32Array, other: Int32Array, limit: number): number {
  let distance = 0;
  for (let column = 0; column < one.length && distance <= limit; column += 1) {
    if (one[column] !== other[column]) distance += 1;
  }
  return distance;
}

function nearestWithin(
  tied: readonly PastArtifact[],
  view: ConfigurationView,
  goInto: (held: HeldArtifact) => boolean,
): PastArtifact {
  const [first, ...others] = tied;
  if (first === undefined) throw new RangeError('there is nothing to compare with');
  const hasInside = [...view.leaves.values()].some(({ artifact }) => artifact !== undefined && goInto(artifact));
  if (others.length === 0 || !hasInside) return first;
  const count = (past: PastArtifact) => compareConfigurations(past.view, view, { goInto }).differences.length;
  let best = { past: first, differences: count(first) };
  for (const past of others) {
    const differences = count(past);
    if (differences < best.differences) best = { past, differences };
  }
  return best.past;
}
