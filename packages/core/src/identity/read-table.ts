import { CorruptArtifactError, NewerFormatError, UnhashableValueError } from '../errors/index.js';
import { canonical, decode, isPlainObject, type Json, objectText } from '../values/index.js';
import { hashOfCanonical, referenceText, valueObjectText } from './canonical-artifact.js';
import { type ConfigDocument, hashedClassName, type NodeRow } from './node-table.js';

/** What a `{"$ref": n}` became. */
export type ResolveRow = (row: number) => unknown;

export function damaged(what: string, where: string, cause?: unknown): CorruptArtifactError {
  return new CorruptArtifactError(`the configuration in ${where} is damaged: ${what}. It was not used.`, {
    path: where,
    cause,
  });
}

const schemaVersion = 1;

/** Checks the shape of a stored configuration. Throws `CorruptArtifactError`, or `NewerFormatError` for one of a newer huldra. */
export function parseDocument(data: unknown, where: string): ConfigDocument {
  if (!isPlainObject(data)) throw damaged('it is no object', where);
  const { schemaVersion: version } = data;
  if (typeof version === 'number' && version > schemaVersion) {
    throw new NewerFormatError(
      `the configuration in ${where} has the schema version ${version}; this huldra reads version ${schemaVersion}. Upgrade huldra to read it.`,
      { path: where },
    );
  }
  if (version !== schemaVersion) throw damaged(`its schema version is ${JSON.stringify(version)}`, where);
  if (!Array.isArray(data.nodes) || data.nodes.length === 0) throw damaged('it has no nodes', where);
  data.nodes.forEach((row: unknown, index) => {
    if (!isRow(row)) throw damaged(`node ${index} is malformed`, where);
  });
  return data as unknown as ConfigDocument;
}

function isTexts(value: unknown): boolean {
  return isPlainObject(value) && Object.values(value).every((text) => typeof text === 'string');
}

function isNames(value: unknown): boolean {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}

function isRow(row: unknown): boolean {
  if (!isPlainObject(row) || !isPlainObject(row.fields) || typeof row.namespace !== 'string') return false;
  const { identity, unhashed = [], unstored = [], hashedAs = {}, secrets = {}, dependencies = [] } = row;
  if (identity !== undefined && typeof identity !== 'string') return false;
  if (![unhashed, unstored].every(isNames) || !isTexts(hashedAs) || !isPlainObject(secrets)) return false;
  if (!Array.isArray(dependencies) || dependencies.some((n) => typeof n !== 'number')) return false;
  if (row.kind === 'config') return true;
  const isVersion = typeof row.version === 'string' || typeof row.version === 'number';
  return row.kind === 'artifact' && isVersion && typeof row.hash === 'string' && /^[0-9a-f]{32}$/.test(row.hash);
}

/** The values of a row's fields, with references resolved. A row may only refer to earlier ones, so there are no cycles. */
export function readFields(row: NodeRow, index: number, where: string, resolve: ResolveRow): Map<string, unknown> {
  const instance = (tag: string, content: Json, path: string): unknown => {
    const isEarlier = typeof content === 'number' && Number.isInteger(content) && content >= 0 && content < index;
    if (tag !== '$ref' || !isEarlier) throw new CorruptArtifactError(`${path} refers to nothing`, { path });
    return resolve(content);
  };
  try {
    return new Map(Object.entries(row.fields).map(([name, json]) => [name, decode(json, { instance, path: name })]));
  } catch (error) {
    if (!CorruptArtifactError.is(error)) throw error;
    throw damaged(`in node ${index}, ${error.message.replace(/\.$/, '')}`, where, error);
  }
}

/**
 * The rows that the last one reaches through fields. The others stand in the table because a `dependencies` method named them;
 * who has the classes need not read them, since the methods will name them again.
 */
export function rowsOfFields(nodes: readonly NodeRow[], where: string): ReadonlySet<number> {
  const needed = new Set([nodes.length - 1]);
  for (let index = nodes.length - 1; index >= 0; index -= 1) {
    const row = nodes[index];
    if (row !== undefined && needed.has(index)) readFields(row, index, where, (n) => needed.add(n));
  }
  return needed;
}

/** The rows of what the class's `dependencies` method returned: earlier ones, and artifacts. */
export function dependencyRows(
  row: NodeRow,
  index: number,
  nodes: readonly NodeRow[],
  where: string,
): readonly number[] {
  const rows = row.dependencies ?? [];
  const isSound = rows.every((n) => Number.isInteger(n) && n >= 0 && n < index && nodes[n]?.kind === 'artifact');
  if (!isSound) throw damaged(`node ${index} depends on what is no artifact before it`, where);
  return rows;
}

/** Stands for a decorated instance when the class itself is not needed. */
class Stand {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** The canonical text of a row's fields, as `identity.ts` makes it from the instance. Throws `UnhashableValueError`. */
function hashedText(row: NodeRow, fields: ReadonlyMap<string, unknown>): string {
  const hashedAs = new Map(Object.entries(row.hashedAs ?? {}));
  const hashed = [...fields]
    .filter(([name]) => !row.unhashed?.includes(name))
    .map(([name, value]) => [hashedAs.get(name) ?? name, value] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const textOf = (value: object) => (value instanceof Stand ? value.text : undefined);
  return objectText(
    hashed.map(([name]) => name),
    hashed.map(([name, value]) => canonical(value, textOf, name)),
  );
}

/** What has no hash was never stored. */
function asStored(textOf: () => string, index: number, where: string): string {
  try {
    return textOf();
  } catch (error) {
    if (!UnhashableValueError.is(error)) throw error;
    throw damaged(`in node ${index}, ${error.message.replace(/\.$/, '')}`, where, error);
  }
}

/**
 * The hash that a stored configuration has by its own contents, computed without any of its classes. Throws
 * `CorruptArtifactError` when the table is damaged or a node's recorded hash is not the one of its fields.
 */
export function hashOfDocument(data: unknown, where: string): string {
  const { nodes } = parseDocument(data, where);
  const stands: Stand[] = [];
  let last = '';
  nodes.forEach((row, index) => {
    const fields = readFields(row, index, where, (n) => stands[n]);
    const text = asStored(() => hashedText(row, fields), index, where);
    const className = hashedClassName(row);
    if (row.kind === 'config') {
      stands.push(new Stand(valueObjectText(className, text)));
      return;
    }
    const dependencies = dependencyRows(row, index, nodes, where).map((n) => stands[n]?.text ?? '');
    last = hashOfCanonical({ className, version: row.version ?? 1, fields: text, dependencies });
    if (last !== row.hash)
      throw damaged(`the hash of node ${index} (${row.namespace}) does not match its fields`, where);
    stands.push(new Stand(referenceText(row.identity ?? row.namespace, last)));
  });
  if (nodes.at(-1)?.kind !== 'artifact') throw damaged('its last node is no artifact', where);
  return last;
}
