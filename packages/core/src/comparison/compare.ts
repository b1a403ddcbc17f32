import { joinPath } from '../configuration/index.js';
import type { ConfigurationView, HeldArtifact, Leaf } from './leaf.js';

/** One thing in which two configurations differ. */
export interface Difference {
  /** `lr`, `dataset.name`, `version`, `dataset.version`; `dependencies()` for what a method returned. */
  readonly path: string;
  /** Undefined where there was or is nothing. */
  readonly before: Side | undefined;
  readonly after: Side | undefined;
}

/** A leaf, or a version. */
export type Side = Pick<Leaf, 'text' | 'json' | 'artifact'>;

export interface Comparison {
  readonly differences: readonly Difference[];
  /** Whether there are more than were looked for. */
  readonly isCut: boolean;
}

export interface CompareOptions {
  /** How many differences to look for. Default 100. */
  readonly limit?: number;
  /** Whether to say in what an artifact that is held differs, instead of only that it does. Default: always. */
  readonly goInto?: (after: HeldArtifact) => boolean;
}

interface Pair {
  readonly path: string;
  readonly before: ConfigurationView;
  readonly after: ConfigurationView;
}

/** Artifacts that are held and gone into: configurations may be very deep. */
const maxPairs = 200;

/**
 * What the hashes of two configurations differ in, leaf by leaf, versions first. Fields of nested artifacts of the same class are
 * compared in their turn, each pair of artifacts once. Values that enter neither hash do not count.
 */
export function compareConfigurations(
  before: ConfigurationView,
  after: ConfigurationView,
  { limit = 100, goInto = () => true }: CompareOptions = {},
): Comparison {
  const differences: Difference[] = [];
  const met = new Set<string>();
  const pairs: Pair[] = [{ path: '', before, after }];
  for (const pair of pairs) {
    for (const difference of differencesOf(pair)) {
      const inner = pairs.length < maxPairs ? innerPair(difference, goInto) : undefined;
      const id = `${difference.before?.text} ${difference.after?.text}`;
      if (inner !== undefined && !met.has(id)) pairs.push(inner);
      if (inner === undefined) differences.push(difference);
      met.add(id);
      if (differences.length > limit) return { differences: differences.slice(0, limit), isCut: true };
    }
  }
  return { differences, isCut: false };
}

function innerPair({ path, before, after }: Difference, goInto: (after: HeldArtifact) => boolean): Pair | undefined {
  const [one, other] = [before?.artifact, after?.artifact];
  if (one === undefined || other === undefined || one.identity !== other.identity || !goInto(other)) return undefined;
  const [oneView, otherView] = [one.view(), other.view()];
  return oneView === undefined || otherView === undefined ? undefined : { path, before: oneView, after: otherView };
}

/** What the two of a pair differ in by themselves. */
function* differencesOf({ path, before, after }: Pair): Generator<Difference> {
  if (before.version !== after.version) {
    const side = (version: number | string): Side => ({ text: JSON.stringify(version), json: version });
    yield { path: joinPath(path, 'version'), before: side(before.version), after: side(after.version) };
  }
  for (const [key, leaf] of after.leaves) {
    const earlier = before.leaves.get(key);
    if (differ(earlier, leaf)) yield { path: joinPath(path, leaf.label), before: earlier, after: leaf };
  }
  for (const [key, leaf] of before.leaves) {
    const isGone = !after.leaves.has(key) && leaf.isHashed;
    if (isGone) yield { path: joinPath(path, leaf.label), before: leaf, after: undefined };
  }
  const side = (artifact: HeldArtifact, text: string): Side => ({ text, artifact });
  const at = joinPath(path, 'dependencies()');
  for (const [text, artifact] of after.dependencies) {
    if (!before.dependencies.has(text)) yield { path: at, before: undefined, after: side(artifact, text) };
  }
  for (const [text, artifact] of before.dependencies) {
    if (!after.dependencies.has(text)) yield { path: at, before: side(artifact, text), after: undefined };
  }
}

/** Values that enter neither hash do not count; one with the value of its `absentMeans` counts beside one that enters. */
function differ(before: Leaf | undefined, after: Leaf): boolean {
  if (before?.text === after.text) return false;
  return after.isHashed || before?.isHashed === true;
}
