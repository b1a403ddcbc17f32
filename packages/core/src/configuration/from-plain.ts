import type { Constructable } from '../metadata/index.js';
import { checkNodes } from './check.js';
import { nodesOf } from './graph.js';
import { decoratedModel } from './of.js';
import { PlainReader } from './plain-reader.js';

/**
 * An instance from plain data such as parsed JSON or YAML. Nested objects become instances of their field's declared type
 * (`$class` chooses among several); tagged values (`{"$date": …}`, `{"$map": …}`) stand for what JSON lacks, and finished values
 * (a Date, an artifact) may be mixed in; class-transformer's `@Type` and `@Transform` on fields are applied. The input is not
 * changed. Throws `InvalidConfigError` with every problem.
 */
export function fromPlain<T extends object>(cls: Constructable<T>, plain: unknown): T {
  const model = decoratedModel(cls);
  const reader = new PlainReader();
  const instance = reader.read(model, plain);
  const nodes = instance === undefined ? [] : nodesOf(instance, model, () => false);
  checkNodes(nodes, model, reader);
  return instance as T;
}
