import { visitInstances } from '../configuration/index.js';
import { artifactModel, type ClassModel, classOfInstance } from '../metadata/index.js';
import { identityOf } from './identity.js';

/**
 * What an artifact directly depends on: the artifacts that its fields hold, also in containers and value objects, each instance
 * once and in their order. Fields with `hash: false` count, since `create` may ask for what they hold; secret ones do not.
 * Throws what `identityOf` throws.
 */
export function dependenciesOf(artifact: object): readonly object[] {
  identityOf(artifact);
  const found = new Set<object>();
  collect(artifact, artifactModel(classOfInstance(artifact)), found);
  return [...found];
}

/** Adds the artifacts that the fields of an instance hold, going through value objects but not into artifacts. */
function collect(instance: object, model: ClassModel, found: Set<object>): void {
  const open: { readonly instance: object; readonly model: ClassModel }[] = [{ instance, model }];
  for (const holder of open) {
    for (const { name, isSecret } of holder.model.fields.values()) {
      const value: unknown = isSecret ? undefined : Reflect.get(holder.instance, name);
      if (typeof value !== 'object' || value === null) continue;
      visitInstances(value, name, (held, heldModel) => {
        if (heldModel.kind === 'artifact') found.add(held);
        else open.push({ instance: held, model: heldModel });
      });
    }
  }
}
