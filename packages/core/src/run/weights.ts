import { median, pastOf, priceOf } from '../plan/index.js';
import type { Target } from '../runtime/index.js';

/**
 * How long artifacts will probably take, by the median of earlier attempts of their class, in milliseconds. A class of which nothing is
 * known counts as the median of those that are known, and if none is, all count the same.
 */
export function weightsOf(targets: readonly Target[]): (target: Target) => number {
  const medians = new Map<string, number | undefined>();
  for (const target of targets) {
    const { namespace } = target.ref;
    if (!medians.has(namespace)) medians.set(namespace, priceOf(pastOf(target))?.medianMs);
  }
  const known = [...medians.values()].filter((ms) => ms !== undefined);
  const usual = known.length === 0 ? 1 : median(known);
  return ({ ref }) => medians.get(ref.namespace) ?? usual;
}
