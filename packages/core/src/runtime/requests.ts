import { type ArtifactRef, emit } from '../events/index.js';
import { dependenciesOf, fullName, identityOf } from '../identity/index.js';
import { shared } from '../process/shared-state.js';
import { shortName, type Target } from './target.js';

/** What is recorded in `metadata.json` of what an attempt depended on, each as `<namespace>/<hash>`. */
export interface DependencyRecord {
  /** What its fields hold and its `dependencies` method returned. */
  readonly declared: readonly string[];
  /** What `create` asked for although it is reachable through none of these. */
  readonly undeclared: readonly string[];
}

/** Pairs of classes that a warning was given about. */
const reported = shared('undeclared-dependencies', () => new Set<string>());

/** What the `create` of one attempt asks for. */
export class Requests {
  readonly #target: Target;
  readonly #declared: ReadonlySet<string>;
  readonly #undeclared = new Map<string, ArtifactRef>();
  #reachable: ReadonlySet<string> | undefined;

  constructor(target: Target) {
    this.#target = target;
    this.#declared = new Set(dependenciesOf(target.artifact).map((artifact) => fullName(identityOf(artifact))));
  }

  /** Takes note of a request. Dependencies of dependencies count as declared: they are in the hash as well, and computed before. */
  note(requested: Target): void {
    const { name } = requested.layout;
    if (this.#declared.has(name) || this.#undeclared.has(name)) return;
    this.#reachable ??= reachableFrom(this.#target.artifact);
    if (this.#reachable.has(name)) return;
    this.#undeclared.set(name, requested.ref);
    this.#report(requested);
  }

  record(): DependencyRecord {
    return { declared: [...this.#declared], undeclared: [...this.#undeclared.keys()] };
  }

  #report(requested: Target): void {
    const pair = `${this.#target.ref.namespace} ${requested.ref.namespace}`;
    if (reported.has(pair)) return;
    reported.add(pair);
    const { className } = this.#target.ref;
    const message = `create() of ${shortName(this.#target)} asked for ${shortName(requested)}, which ${className} does not declare: plan() and run() cannot know of it beforehand, and a change of it does not change the hash of the ${className}. Give ${className} a field that holds it, or a dependencies() method that returns it. (Said once for these two classes; what was asked for is recorded in ${this.#target.layout.metadata}.)`;
    emit({ type: 'warning', reason: 'undeclared-dependency', artifact: this.#target.ref, message });
  }
}

/** The names of everything that an artifact depends on, directly or not. */
function reachableFrom(artifact: object): ReadonlySet<string> {
  const names = new Set<string>();
  const open = [...dependenciesOf(artifact)];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const name = fullName(identityOf(next));
    if (names.has(name)) continue;
    names.add(name);
    open.push(...dependenciesOf(next));
  }
  return names;
}
