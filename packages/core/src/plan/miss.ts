import {
  type Comparison,
  compareConfigurations,
  describeComparison,
  type HeldArtifact,
  shownSide,
  viewOfArtifact,
} from '../comparison/index.js';
import type { Target } from '../runtime/index.js';
import { type PastArtifact, pastOf } from './history.js';
import { Neighbours } from './nearest.js';
import type { PlanNode } from './plan-node.js';
import { type Price, priceOf } from './price.js';

/** The path of what a method returned. */
const computed = 'dependencies()';

interface ClassPast {
  readonly neighbours: Neighbours;
  readonly price: Price | undefined;
}

/** Explains and prices artifacts that have no result, by the past of their classes, which is read once for each class. */
export class Misses {
  readonly #classes = new Map<string, ClassPast>();
  /** What has no result itself, as `<identity namespace>/<hash>`: who depends on it is computed because of it. */
  readonly #missing = new Set<string>();

  /** To be told of each artifact without a result, before those that depend on it are explained. */
  add({ identity }: Target): void {
    this.#missing.add(`${identity.model.identityNamespace}/${identity.hash}`);
  }

  priceOf(target: Target): Price | undefined {
    return this.#pastOf(target).price;
  }

  /** Why there is no result: in what the artifact differs from the nearest one of its class that has one. */
  explain(target: Target): Pick<PlanNode, 'reason' | 'comparedWith'> {
    const { neighbours } = this.#pastOf(target);
    if (neighbours.isEmpty) return { reason: 'never computed', comparedWith: undefined };
    const view = viewOfArtifact(target.artifact);
    const goInto = ({ identity, hash }: HeldArtifact) => !this.#missing.has(`${identity}/${hash}`);
    const past = neighbours.nearest(view, goInto);
    const comparison = compareConfigurations(past.view, view, { goInto });
    return { reason: this.#reason(comparison), comparedWith: comparedWith(past, comparison) };
  }

  #reason({ differences, isCut }: Comparison): string {
    const isMissing = (artifact: HeldArtifact | undefined) =>
      artifact !== undefined && this.#missing.has(`${artifact.identity}/${artifact.hash}`);
    const classes = differences.flatMap(({ after }) =>
      isMissing(after?.artifact) ? [after?.artifact?.className] : [],
    );
    const depends = [...new Set(classes)].join(', ');
    // Of what dependencies() returns, what was returned before goes without saying when something else takes its place.
    const others = differences.filter(
      ({ path, after }) => !isMissing(after?.artifact) && !(depends !== '' && after === undefined && path === computed),
    );
    const texts = [describeComparison({ differences: others, isCut }), depends === '' ? '' : `depends on ${depends}`];
    return (
      texts.filter((text) => text !== '').join(', ') || 'the same fields enter its hash in another way than before'
    );
  }

  #pastOf(target: Target): ClassPast {
    const { namespace } = target.ref;
    let known = this.#classes.get(namespace);
    if (known === undefined) {
      const past = pastOf(target);
      known = { neighbours: new Neighbours(past), price: priceOf(past) };
      this.#classes.set(namespace, known);
    }
    return known;
  }
}

function comparedWith({ view, layout }: PastArtifact, { differences }: Comparison): PlanNode['comparedWith'] {
  const changes = differences.map(({ path, before, after }) => ({
    path,
    before: shownSide(before),
    after: shownSide(after),
  }));
  return { hash: view.hash, dir: layout.dir, changes };
}
