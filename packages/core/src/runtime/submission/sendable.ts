import { type ConfigNode, joinPath } from '../../configuration/index.js';
import { SubmitError } from '../../errors/index.js';
import type { ConfigDocument } from '../../identity/index.js';
import type { FieldModel } from '../../metadata/index.js';
import type { SecretValues } from './executor.js';

/** The secrets of a configuration that have a value, by row; undefined when there are none. */
export function secretsOf(rows: readonly (ConfigNode | undefined)[]): SecretValues | undefined {
  const values = rows.map((row) => {
    if (row === undefined) return undefined;
    const { instance, model } = row;
    const held = secretFields(model.fields.values())
      .map(({ name }) => [name, Reflect.get(instance, name) as unknown] as const)
      .filter(([, value]) => value !== undefined);
    return held.length === 0 ? undefined : Object.fromEntries(held);
  });
  return values.some((row) => row !== undefined) ? values : undefined;
}

function secretFields(fields: Iterable<FieldModel>): readonly FieldModel[] {
  return [...fields].filter(({ isSecret }) => isSecret);
}

/** Throws `SubmitError` for a secret that a worker could not read from its environment, as it never stands in a file. */
export function refuseUnreadableSecrets(nodes: readonly ConfigNode[]): void {
  for (const { instance, model, path } of nodes) {
    for (const { name, env } of secretFields(model.fields.values())) {
      const value: unknown = Reflect.get(instance, name);
      if (value === undefined || (env !== undefined && process.env[env] === value)) continue;
      const where = joinPath(path, name);
      const advice =
        env === undefined
          ? `Let the field name an environment variable, @Field({ secret: { env: 'NAME' } }), and set that where the job runs`
          : `Its value is not that of the environment variable ${env}, which the worker would read; set that to it`;
      throw new SubmitError(
        `the secret ${where} of ${model.name} cannot be sent to a worker, because secrets are never written to files. ${advice}; or use an executor of this machine, such as processPool().`,
        { artifact: model.name, path: where },
      );
    }
  }
}

/** Throws `SubmitError` for a field whose value the worker would not have. */
export function refuseUnstored({ nodes }: ConfigDocument, rows: readonly (ConfigNode | undefined)[]): void {
  nodes.forEach(({ unstored }, index) => {
    const [name, row] = [unstored?.[0], rows[index]];
    if (name === undefined || row === undefined) return;
    const { path, model } = row;
    const where = joinPath(path, name);
    throw new SubmitError(
      `${where} of ${model.name} holds a value that cannot be sent to a worker, such as a function. Make it a method of the class, or leave it undefined; or compute in this process, without an executor.`,
      { artifact: model.name, path: where },
    );
  });
}
