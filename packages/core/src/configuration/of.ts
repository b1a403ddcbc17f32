import { DeclarationError, type Problem } from '../errors/index.js';
import { type Class, type ClassModel, type Constructable, findModel } from '../metadata/index.js';
import { checkNodes } from './check.js';
import { construct } from './construct.js';
import { nodesOf } from './graph.js';
import { suggestion } from './suggest.js';
import type { FieldsOf } from './types.js';

/** The model of a class decorated with `@Artifact()` or `@Config()`. */
export function decoratedModel(cls: Class): ClassModel {
  const model = findModel(cls);
  if (model !== undefined) return model;
  const name = cls.name || '(anonymous)';
  throw new DeclarationError(
    `class ${name} is decorated with neither @Artifact() nor @Config(). Decorate the class itself.`,
    {
      artifact: name,
    },
  );
}

export function unknownFields(model: ClassModel, names: Iterable<string>, path = ''): Problem[] {
  const known = [...model.fields.keys()];
  return [...names]
    .filter((name) => !model.fields.has(name))
    .map((name) => ({
      path: path === '' ? name : `${path}.${name}`,
      message: `is no field of ${model.name}. ${suggestion(name, known)}`,
    }));
}

/**
 * An instance of a decorated class with these fields; the others keep their defaults. Throws `InvalidConfigError` that lists
 * every unknown name, missing value and wrong type with its path.
 */
export function of<T extends object>(cls: Constructable<T>, fields: FieldsOf<T> = {}): T {
  const model = decoratedModel(cls);
  const names = Object.keys(fields);
  const known = unknownFields(model, names);
  const values = new Map(
    names.filter((name) => model.fields.has(name)).map((name) => [name, Reflect.get(fields, name) as unknown]),
  );
  const instance = construct(model, values);
  checkNodes(
    nodesOf(instance, model, (nested) => nested !== instance),
    model,
    { problems: known },
  );
  return instance as T;
}
