import { checkNodes, construct, decoratedModel, nodesOf } from '../configuration/index.js';
import { CorruptArtifactError } from '../errors/index.js';
import { type ClassModel, classOf, type FieldModel } from '../metadata/index.js';
import { identityOf } from './identity.js';
import type { NodeRow } from './node-table.js';
import { damaged, parseDocument, readFields, rowsOfFields } from './read-table.js';

/**
 * The artifact that `toJSON` described. Its modules must have been imported. Values come back exactly; secrets are read from
 * their environment variables. Throws `UnknownClassError`, `NewerFormatError`, `CorruptArtifactError` when the data is damaged or
 * the rebuilt artifact has another hash (the class has changed since), `InvalidConfigError` when its fields no longer fit.
 */
export function fromJSON(data: unknown, where = 'the JSON given to fromJSON'): object {
  return rebuildArtifact(data, where);
}

/** The same, with the values of secret fields that were handed over beside the JSON, for each of its nodes. */
export function rebuildArtifact(
  data: unknown,
  where: string,
  secrets: readonly (Readonly<Record<string, unknown>> | undefined)[] = [],
): object {
  const { nodes } = parseDocument(data, where);
  const rows = rowsToRebuild(nodes, where);
  const models = new Map(rows.map(([index, row]) => [index, modelOf(row, where)]));
  const instances = new Map<number, object>();
  for (const [index, row] of rows) {
    const values = readFields(row, index, where, (n) => instances.get(n));
    instances.set(index, rebuild(models.get(index) as ClassModel, row, values, where, secrets[index]));
  }
  const last = nodes.length - 1;
  if (nodes[last]?.kind !== 'artifact') throw damaged('its last node is no artifact', where);
  const artifact = instances.get(last) as object;
  const model = models.get(last) as ClassModel;
  checkNodes(
    nodesOf(artifact, model, () => false),
    model,
  );
  for (const [index, row] of rows) {
    if (row.kind === 'artifact') checkHash(instances.get(index) as object, row, where);
  }
  return artifact;
}

function rowsToRebuild(nodes: readonly NodeRow[], where: string): readonly (readonly [number, NodeRow])[] {
  const rows = [...nodes.entries()];
  if (nodes.every(({ dependencies }) => dependencies === undefined)) return rows;
  const needed = rowsOfFields(nodes, where);
  return rows.filter(([index]) => needed.has(index));
}

function modelOf(row: NodeRow, where: string): ClassModel {
  const model = decoratedModel(classOf(row.namespace));
  if (model.kind === row.kind) return model;
  const decorators = { artifact: '@Artifact()', config: '@Config()' };
  throw new CorruptArtifactError(
    `the configuration in ${where} was stored when ${row.namespace} was decorated with ${decorators[row.kind]}; it is decorated with ${decorators[model.kind]} now. Nothing was used.`,
    { artifact: row.namespace, path: where },
  );
}

function rebuild(
  model: ClassModel,
  row: NodeRow,
  stored: ReadonlyMap<string, unknown>,
  where: string,
  secrets: Readonly<Record<string, unknown>> = {},
): object {
  const values = new Map([...stored].map(([name, value]) => [fieldNamed(model, row, name, where).name, value]));
  const absent = [...model.fields.values()].filter(
    ({ name, isSecret }) => !isSecret && !values.has(name) && !row.unstored?.includes(name),
  );
  for (const { name, absentMeans } of absent) values.set(name, absentMeans);
  for (const [name, value] of Object.entries(secrets)) values.set(name, value);
  const instance = construct(model, values);
  // A field that may have no value, and had none when it was stored, does not take the default that it has otherwise.
  for (const { name, optional, absentMeans } of absent) {
    if (optional === true && absentMeans === undefined) Reflect.set(instance, name, undefined);
  }
  return instance;
}

function fieldNamed(model: ClassModel, row: NodeRow, name: string, where: string): FieldModel {
  const field = model.fields.get(name) ?? [...model.fields.values()].find(({ formerly }) => formerly === name);
  if (field !== undefined) return field;
  throw new CorruptArtifactError(
    `the configuration in ${where} has a field "${name}" that class ${model.name} (${row.namespace}) no longer declares. If it was renamed, say so: @Field({ formerly: '${name}' }).`,
    { artifact: row.namespace, path: name },
  );
}

function checkHash(instance: object, row: NodeRow, where: string): void {
  const { hash } = identityOf(instance);
  if (hash === row.hash) return;
  throw new CorruptArtifactError(
    `the ${row.namespace} in ${where} was stored with the hash ${row.hash}, but has the hash ${hash} with the class as it is now: its version, fields or defaults have changed since. Nothing was used.`,
    { artifact: `${row.namespace}/${row.hash}`, path: where },
  );
}
