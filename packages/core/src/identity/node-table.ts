import { type ConfigNode, modelOfInstance, nodesOf } from '../configuration/index.js';
import { UnhashableValueError } from '../errors/index.js';
import { type ClassModel, type FieldModel, lastSegment } from '../metadata/index.js';
import { encode, type Json } from '../values/index.js';
import { entersHash, identityOf } from './identity.js';
import { recall } from './known.js';

/** One decorated instance of a configuration as it is stored. */
export interface NodeRow {
  readonly kind: 'artifact' | 'config';
  readonly namespace: string;
  /** The namespace that the hash knows, where it is another one. */
  readonly identity?: string;
  readonly version?: number | string;
  readonly hash?: string;
  /** All fields but secrets, as tagged JSON; `{"$ref": n}` stands for row n, which comes earlier in the table. */
  readonly fields: { readonly [name: string]: Json };
  /** Names of fields that did not enter the hash. */
  readonly unhashed?: readonly string[];
  /** Names of fields with `hash: false` whose value cannot be stored, such as a callback. */
  readonly unstored?: readonly string[];
  /** Fields that entered the hash under another name. */
  readonly hashedAs?: { readonly [name: string]: string };
  /** Secret fields, which are not stored, with the environment variable each is read from, if it has one. */
  readonly secrets?: { readonly [name: string]: string | null };
  /** The rows of what the class's `dependencies` method returned. */
  readonly dependencies?: readonly number[];
}

/** A whole configuration: each decorated instance once, children before their parents, the artifact itself last. */
export interface ConfigDocument {
  readonly schemaVersion: 1;
  readonly nodes: readonly NodeRow[];
}

/**
 * The configuration of an artifact as JSON data, complete but for secrets: `fromJSON` makes an equal artifact from it, in this
 * process or another.
 */
export function toJSON(artifact: object): ConfigDocument {
  const index = new Map<object, number>();
  const reference = (value: object) => referenceTo(index.get(value));
  const nodes: NodeRow[] = [];
  for (const node of documentNodes(artifact)) {
    nodes.push(rowOf(node.instance, node.model, reference, (dependency) => index.get(dependency) as number));
    index.set(node.instance, index.size);
  }
  return { schemaVersion: 1, nodes };
}

/** What the rows of `toJSON` stand for, in their order. */
export function documentNodes(artifact: object): readonly ConfigNode[] {
  return nodesOf(artifact, identityOf(artifact).model, () => false, dependenciesIn);
}

function dependenciesIn(instance: object): readonly object[] {
  return recall(instance)?.dependencies ?? [];
}

/** The rows of an artifact alone: of itself, which is last, and of its value objects; other artifacts are named. */
export interface OwnRows {
  /** `{"$artifact": n}` stands for `artifacts[n]`, also in `dependencies`. */
  readonly nodes: readonly NodeRow[];
  readonly artifacts: readonly object[];
}

/** What `toJSON` says of an artifact without going into those that it holds, however many there are below them. */
export function ownRowsOf(artifact: object): OwnRows {
  const { model } = identityOf(artifact);
  const artifacts: object[] = [];
  const positions = new Map<object, number>();
  const positionOf = (held: object): number => {
    const known = positions.get(held);
    if (known !== undefined) return known;
    positions.set(held, artifacts.length);
    return artifacts.push(held) - 1;
  };
  const index = new Map<object, number>();
  const isOther = (instance: object) => instance !== artifact && modelOfInstance(instance)?.kind === 'artifact';
  const reference = (value: object): Json | undefined => {
    if (isOther(value)) return { $artifact: positionOf(value) };
    return referenceTo(index.get(value));
  };
  const nodes: NodeRow[] = [];
  for (const node of nodesOf(artifact, model, isOther)) {
    nodes.push(rowOf(node.instance, node.model, reference, positionOf));
    index.set(node.instance, index.size);
  }
  return { nodes, artifacts };
}

function referenceTo(row: number | undefined): Json | undefined {
  return row === undefined ? undefined : { $ref: row };
}

function rowOf(
  instance: object,
  model: ClassModel,
  reference: (value: object) => Json | undefined,
  dependencyAt: (dependency: object) => number,
): NodeRow {
  const fields: Record<string, Json> = {};
  const unhashed: string[] = [];
  const unstored: string[] = [];
  const hashedAs: Record<string, string> = {};
  const secrets: Record<string, string | null> = {};
  for (const field of model.fields.values()) {
    const value: unknown = Reflect.get(instance, field.name);
    if (field.isSecret) {
      secrets[field.name] = field.env ?? null;
      continue;
    }
    if (value === undefined) continue;
    const json = encodeField(field, value, reference);
    if (json === undefined) {
      unstored.push(field.name);
      continue;
    }
    fields[field.name] = json;
    if (!entersHash(field, value)) unhashed.push(field.name);
    else if (field.hashName !== field.name) hashedAs[field.name] = field.hashName;
  }
  const dependencies = model.kind === 'artifact' ? dependenciesIn(instance).map(dependencyAt) : [];
  return {
    kind: model.kind,
    namespace: model.namespace,
    ...(model.identityNamespace === model.namespace ? {} : { identity: model.identityNamespace }),
    ...(model.kind === 'artifact' ? { version: model.version, hash: identityOf(instance).hash } : {}),
    fields,
    ...(unhashed.length === 0 ? {} : { unhashed }),
    ...(unstored.length === 0 ? {} : { unstored }),
    ...(Object.keys(hashedAs).length === 0 ? {} : { hashedAs }),
    ...(Object.keys(secrets).length === 0 ? {} : { secrets }),
    ...(dependencies.length === 0 ? {} : { dependencies }),
  };
}

/** A field's value as tagged JSON; undefined when it cannot be stored and does not count. */
function encodeField(
  field: FieldModel,
  value: unknown,
  instance: (value: object) => Json | undefined,
): Json | undefined {
  try {
    return encode(value, { instance, path: field.name });
  } catch (error) {
    if (field.isHashed || !UnhashableValueError.is(error)) throw error;
    return undefined;
  }
}

/** The class name that enters the hash of a row. */
export function hashedClassName(row: NodeRow): string {
  return lastSegment(row.identity ?? row.namespace);
}
