import { type InspectOptions, inspect } from 'node:util';
import { modelOfInstance, suggestion } from '../configuration/index.js';
import { HuldraError, InvalidConfigError } from '../errors/index.js';
import { identityOf } from '../identity/index.js';
import { type ResultTable, results } from './results.js';

/** Artifacts by name. */
export type Members = Readonly<Record<string, object>>;

/** What the members of a collection are made of: artifacts, or lists and collections of them. */
export type MemberOf<M> = { [K in keyof M]: M[K] extends Iterable<infer A> ? Extract<A, object> : M[K] }[keyof M];

/** Marks collections, also those of another loaded copy of this package. */
const brand: unique symbol = Symbol.for('huldra/1/collection');

/** A named set of artifacts, each once. Iterating gives the artifacts, so that it can be planned and run. */
export class Collection<A extends object = object> implements Iterable<A> {
  /** @internal */
  readonly [brand] = true;
  readonly #members = new Map<string, A>();
  /** Names of what was there already under another one, too. */
  readonly #byName = new Map<string, A>();
  readonly #byIdentity = new Map<string, A>();

  constructor(entries: Iterable<readonly [string, A]>) {
    for (const [name, artifact] of entries) this.#add(name, artifact);
  }

  #add(wanted: string, artifact: A): void {
    let name = wanted;
    for (let n = 2; this.#byName.has(name); n += 1) name = `${wanted}#${n}`;
    const { model, hash } = identityOf(artifact);
    const key = `${model.namespace}/${hash}`;
    const known = this.#byIdentity.get(key);
    if (known === undefined) {
      this.#members.set(name, artifact);
      this.#byIdentity.set(key, artifact);
    }
    if (known === undefined || name === wanted) this.#byName.set(name, known ?? artifact);
  }

  get size(): number {
    return this.#members.size;
  }

  [Symbol.iterator](): IterableIterator<A> {
    return this.#members.values();
  }

  /** The first name of each member. */
  names(): readonly string[] {
    return [...this.#members.keys()];
  }

  entries(): IterableIterator<[string, A]> {
    return this.#members.entries();
  }

  /** The member of this name. Throws a `HuldraError` (`UNKNOWN_MEMBER`) that suggests the nearest name. */
  byName(name: string): A {
    const member = this.#byName.get(name);
    if (member !== undefined) return member;
    const names = [...this.#byName.keys()];
    const introduction = names.length > shownNames ? `It has ${names.length}, such as` : 'It has';
    const hint = suggestion(name, names, introduction, shownNames);
    throw new HuldraError('UNKNOWN_MEMBER', `the collection has no member named "${name}". ${hint}`, { path: name });
  }

  has(name: string): boolean {
    return this.#byName.has(name);
  }

  /** What `console.log` prints: its size and the names of its members. */
  [inspect.custom](_depth: number, options: InspectOptions): string {
    return `Collection(${this.size}) ${inspect(this.names(), options)}`;
  }

  /** How the members stand, beside the fields in which they differ and the last value of each metric. */
  table(): ResultTable {
    return results(this);
  }
}

const shownNames = 20;

/**
 * Names artifacts to be planned, computed and compared together. Members are artifacts, or lists and collections of them, whose own
 * names (or positions) follow after a slash: `sweep/lr=0.001`. What is the same artifact as an earlier member is no member again;
 * `byName` finds it under both names. Throws `InvalidConfigError` for what is neither.
 */
export function collection<const M extends Members>(members: M): Collection<MemberOf<M>> {
  return new Collection(entriesOf(members) as [string, MemberOf<M>][]);
}

function entriesOf(members: Members): [string, object][] {
  const entries: [string, object][] = [];
  const problems: { path: string; message: string }[] = [];
  const add = (path: string, member: unknown): void => {
    if (typeof member === 'object' && member !== null) {
      if (modelOfInstance(member)?.kind === 'artifact') entries.push([path, member]);
      else if (isCollection(member)) for (const [name, inner] of member.entries()) add(`${path}/${name}`, inner);
      else if (Symbol.iterator in member) {
        [...(member as Iterable<unknown>)].forEach((inner, index) => {
          add(`${path}/${index}`, inner);
        });
      } else problems.push({ path, message: 'is no artifact, and no list or collection of artifacts' });
    } else problems.push({ path, message: 'is no artifact, and no list or collection of artifacts' });
  };
  for (const [name, member] of Object.entries(members)) add(name, member);
  if (problems.length > 0) throw new InvalidConfigError('the collection', problems);
  return entries;
}

function isCollection(value: object): value is Collection {
  return brand in value;
}
