import { existsSync } from 'node:fs';
import { artifactLayouts } from '../doctor/index.js';
import { type ArtifactRef, emit } from '../events/index.js';
import type { NodeRow } from '../identity/index.js';
import { lastSegment } from '../metadata/index.js';
import { settings } from '../settings/index.js';
import { type ArtifactLayout, Observer } from '../store/index.js';
import { readStored, type StoredArtifact } from './stored.js';
import { type Target, targetOf } from './target.js';

/** A stored artifact that depends on another. */
export interface StoredDependent extends ArtifactRef {
  /** `configuration`: declared, by a field or `dependencies()`; `requested`: `create` asked for it without saying so. */
  readonly through: 'configuration' | 'requested';
}

/** Configurations can be large: ten thousand nodes, or bytes. */
const maxRecordBytes = 256 * 1024 * 1024;

/**
 * Every artifact below the root that has a result, or is being computed, and depends on this one, directly or not: by what is stored
 * of its configuration, and by what its `create` asked for. Dependencies come before their dependents. No class is needed, and
 * nothing is changed. Every record below the root is read.
 */
export function dependentsOf(artifact: object): readonly StoredDependent[] {
  const target = targetOf(artifact);
  const own = namesOf(target);
  const search = new Search(target, own);
  // Each reads every record; nearly always there is one.
  while (search.round());
  return search.found();
}

/** All `<namespace>/<hash>` under which others may name an artifact. */
function namesOf({ identity, ref }: Target): ReadonlySet<string> {
  const { identityNamespace, formerly } = identity.model;
  return new Set([ref.namespace, identityNamespace, ...formerly].map((namespace) => `${namespace}/${ref.hash}`));
}

interface Found extends StoredDependent {
  readonly layout: ArtifactLayout;
  /** How many artifacts it holds: more than each of those it depends on. */
  readonly size: number;
}

class Search {
  readonly #target: Target;
  readonly #own: ReadonlySet<string>;
  readonly #wanted: Set<string>;
  readonly #found = new Map<string, Found>();
  /** Who asked for something undeclared, by directory. */
  readonly #asked = new Map<string, readonly string[]>();
  readonly #unreadable = new Set<string>();

  constructor(target: Target, own: ReadonlySet<string>) {
    this.#target = target;
    this.#own = own;
    this.#wanted = new Set(own);
  }

  /** Goes through all records once; whether another round would find more. */
  round(): boolean {
    const before = new Set(this.#found.keys());
    for (const layout of artifactLayouts(this.#target.root)) {
      if (!this.#found.has(layout.dir)) this.#look(layout);
    }
    // A configuration names everything declared, down to the bottom; but not what depends on somebody who merely asked.
    const isNewAsker = [...this.#found.values()].some(
      ({ dir, through }) => through === 'requested' && !before.has(dir),
    );
    const isOverlooked = [...this.#asked].some(
      ([dir, names]) => !this.#found.has(dir) && names.some((name) => this.#wanted.has(name)),
    );
    return isNewAsker || isOverlooked;
  }

  found(): readonly StoredDependent[] {
    this.#warn();
    const concerned = [...this.#found.values()].filter(({ layout }) => isConcerned(layout));
    return concerned.sort((a, b) => a.size - b.size).map(({ layout, size, ...dependent }) => dependent);
  }

  #look(layout: ArtifactLayout): void {
    const stored = readStored(layout, maxRecordBytes);
    if (stored === undefined) {
      if (existsSync(layout.success)) this.#unreadable.add(layout.dir);
      return;
    }
    if (stored.undeclared.length > 0) this.#asked.set(layout.dir, stored.undeclared);
    const rows = stored.configuration.nodes;
    const self = rows.at(-1) as NodeRow;
    const names = rowNames(self);
    if (names.some((name) => this.#own.has(name))) {
      this.#asked.delete(layout.dir);
      return;
    }
    const through = this.#throughWhat(stored);
    if (through === undefined) return;
    const { namespace, hash = '' } = self;
    const size = new Set(rows.map((row) => row.hash)).size;
    const { dir, log } = layout;
    this.#found.set(dir, { className: lastSegment(namespace), namespace, hash, dir, log, through, layout, size });
    for (const name of names) this.#wanted.add(name);
  }

  #throughWhat({ configuration, undeclared }: StoredArtifact): StoredDependent['through'] | undefined {
    const held = configuration.nodes.slice(0, -1);
    if (held.some((row) => rowNames(row).some((name) => this.#wanted.has(name)))) return 'configuration';
    return undeclared.some((name) => this.#wanted.has(name)) ? 'requested' : undefined;
  }

  #warn(): void {
    const [first, ...others] = this.#unreadable;
    if (first === undefined) return;
    const more = others.length === 0 ? '' : ` and ${others.length} more`;
    const message = `whether ${first}${more} depend on ${this.#target.layout.name} cannot be told, because metadata.json is missing or damaged there`;
    emit({ type: 'warning', reason: 'unreadable-record', artifact: this.#target.ref, message });
  }
}

function rowNames({ kind, namespace, identity, hash = '' }: NodeRow): readonly string[] {
  if (kind !== 'artifact') return [];
  return identity === undefined ? [`${namespace}/${hash}`] : [`${namespace}/${hash}`, `${identity}/${hash}`];
}

/** Whether there is something to invalidate: a result, or somebody who is about to publish one. */
function isConcerned(layout: ArtifactLayout): boolean {
  return existsSync(layout.success) || new Observer(layout, settings().leaseSecs * 1000).look().kind === 'owned';
}
