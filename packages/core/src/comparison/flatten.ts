import { elementPath, entryPath, joinPath, keyPath, memberPath } from '../configuration/index.js';
import type { NodeRow } from '../identity/index.js';
import { isTag, type Json, unescapeKey } from '../values/index.js';
import type { HeldArtifact, Leaf } from './leaf.js';
import { stableText } from './stable-text.js';

/** Where a row's references lead: to a value object's row, which is a part of the configuration, or to an artifact. */
export type Resolve = (tag: string, content: Json) => NodeRow | HeldArtifact | undefined;

interface Place {
  readonly json: Json;
  /** The path with the names that enter the hash, and the one for people. */
  readonly key: string;
  readonly label: string;
  readonly isHashed: boolean;
}

/** Beyond this many leaves, containers are compared as a whole. */
const maxLeaves = 2000;

/**
 * The leaves of a row by path: scalars, containers of values alone, and artifacts. Plain objects and value objects are gone
 * into, as are containers that hold artifacts. A value that is not in the table is one leaf as it stands.
 */
export function flatten(row: NodeRow, resolve: Resolve): ReadonlyMap<string, Leaf> {
  const leaves = new Map<string, Leaf>();
  const places = placesOf(row, '', '', true);
  for (let place = places.pop(); place !== undefined; place = places.pop()) {
    const { json, key, label, isHashed } = place;
    const target = referenceIn(json, resolve);
    if (target !== undefined && 'fields' in target) {
      places.push(...placesOf(target, key, label, isHashed));
      continue;
    }
    if (target !== undefined) {
      leaves.set(key, { label, text: `${target.identity}/${target.hash}`, isHashed, artifact: target });
      continue;
    }
    const parts = leaves.size < maxLeaves ? partsOf(place, resolve) : undefined;
    if (parts === undefined) leaves.set(key, { label, text: stableText(json), isHashed, json });
    else places.push(...parts.reverse());
  }
  return leaves;
}

/** In reverse, as a stack gives them back. */
function placesOf(row: NodeRow, key: string, label: string, isHashed: boolean): Place[] {
  const places = Object.entries(row.fields).map(([name, json]) => ({
    json,
    key: joinPath(key, row.hashedAs?.[name] ?? name),
    label: joinPath(label, name),
    isHashed: isHashed && row.unhashed?.includes(name) !== true,
  }));
  return places.reverse();
}

function tagOf(json: Json): readonly [tag: string, content: Json] | undefined {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return undefined;
  const [entry, ...others] = Object.entries(json);
  return entry !== undefined && others.length === 0 && isTag(entry[0]) ? entry : undefined;
}

function referenceIn(json: Json, resolve: Resolve): NodeRow | HeldArtifact | undefined {
  const tagged = tagOf(json);
  return tagged === undefined ? undefined : resolve(...tagged);
}

/** What a container holds, if it is one to go into. */
function partsOf({ json, key, label, isHashed }: Place, resolve: Resolve): Place[] | undefined {
  if (typeof json !== 'object' || json === null) return undefined;
  const part = (held: Json, at: (parent: string) => string): Place => ({
    json: held,
    key: at(key),
    label: at(label),
    isHashed,
  });
  const tagged = tagOf(json);
  if (tagged === undefined && !Array.isArray(json)) {
    const members = Object.entries(json as { readonly [key: string]: Json });
    if (members.length === 0) return undefined;
    return members.map(([name, held]) => part(held, (parent) => memberPath(parent, unescapeKey(name))));
  }
  if (!holdsReference(json)) return undefined;
  if (Array.isArray(json)) return json.map((held: Json, index) => part(held, (parent) => elementPath(parent, index)));
  const [tag, content] = tagged ?? [];
  if (!Array.isArray(content)) return undefined;
  if (tag === '$set') return content.map((held: Json) => part(held, (parent) => `${parent}{${nameIn(held, resolve)}}`));
  if (tag !== '$map') return undefined;
  return content.flatMap((entry: Json, index) => {
    const [name, held] = entry as readonly [Json, Json];
    const value = part(held, (parent) => entryPath(parent, name, index));
    return holdsReference(name) ? [part(name, (parent) => keyPath(parent, index)), value] : [value];
  });
}

/** A text that merely looks like one costs nothing but more leaves. */
function holdsReference(json: Json): boolean {
  return /"\$(?:ref|artifact)":\d/.test(JSON.stringify(json));
}

/** Elements of a set have no places: an artifact among them is told by its name. */
function nameIn(json: Json, resolve: Resolve): string {
  const target = referenceIn(json, resolve);
  if (target === undefined || 'fields' in target) return stableText(json);
  return `${target.className} ${target.hash.slice(0, 7)}`;
}
