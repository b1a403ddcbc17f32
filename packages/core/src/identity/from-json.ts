import { checkNodes, construct, decoratedModel, nodesOf } from '../configuration/index.js';
import { CorruptArtifactError } from '../errors/index.js';
import { type ClassModel, classOf } from '../metadata/index.js';
import { identityOf } from './identity.js';
import type { NodeRow } from './node-table.js';
import { parseDocument, readFields } from './read-table.js';

/**
 * The artifact that `toJSON` described. Its modules must have been imported. Values come back exactly; secrets are read from
 * their environment variables. Throws `UnknownClassError`, `CorruptArtifactError` when the data is damaged or the rebuilt
 * artifact has another hash (the class has changed since), `InvalidConfigError` when its fields no longer fit.
 */
export function fromJSON(data: unknown, where = 'the JSON given to fromJSON'): object {
  const { nodes } = parseDocument(data, where);
  const instances: object[] = [];
  nodes.forEach((row, index) => {
    const model = decoratedModel(classOf(row.namespace));
    const values = readFields(row, index, where, (n) => instances[n]);
    for (const name of values.keys()) refuseUnknown(model, row, name, where);
    instances.push(construct(model, values));
  });
  const artifact = instances.at(-1) as object;
  const model = decoratedModel(classOf((nodes.at(-1) as NodeRow).namespace));
  checkNodes(
    nodesOf(artifact, model, () => false),
    model,
  );
  nodes.forEach((row, index) => {
    if (row.kind === 'artifact') checkHash(instances[index] as object, row, where);
  });
  return artifact;
}

function refuseUnknown(model: ClassModel, row: NodeRow, name: string, where: string): void {
  if (model.fields.has(name)) return;
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
