import { visitInstances } from '../configuration/index.js';
import type { ClassModel } from '../metadata/index.js';

/**
 * The artifacts that the fields of an instance hold, also in containers and value objects, each once and in their order; what
 * they hold in turn is theirs. Fields with `hash: false` count, since `create` may ask for what they hold; secret ones do not.
 */
export function heldArtifacts(instance: object, model: ClassModel): ReadonlySet<object> {
  const found = new Set<object>();
  const holders: { readonly instance: object; readonly model: ClassModel }[] = [{ instance, model }];
  // It grows while it is gone through, by the value objects.
  for (const holder of holders) {
    for (const { name, isSecret } of holder.model.fields.values()) {
      const value: unknown = isSecret ? undefined : Reflect.get(holder.instance, name);
      if (typeof value !== 'object' || value === null) continue;
      visitInstances(value, name, (held, heldModel) => {
        if (heldModel.kind === 'artifact') found.add(held);
        else holders.push({ instance: held, model: heldModel });
      });
    }
  }
  return found;
}
