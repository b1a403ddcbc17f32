import type { ClassModel } from '../metadata/index.js';
import { shared } from '../process/shared-state.js';

/** What was found out about a decorated instance. */
export interface Known {
  readonly model: ClassModel;
  /** How the instance enters the canonical form of what holds it. */
  readonly text: string;
  /** Undefined for value objects. */
  readonly hash: string | undefined;
  /** What the `dependencies` method returned. */
  readonly dependencies: readonly object[];
}

/**
 * Where an instance keeps its identity: on itself, for all loaded copies of this package. (A WeakMap of a hundred thousand
 * entries costs the garbage collector ten times what a hash costs.) Instances that froze themselves are kept aside.
 */
const identityKey = Symbol.for('huldra/1/identity');
const ofFrozen = shared('identities-of-frozen', () => new WeakMap<object, Known>());

export function recall(instance: object): Known | undefined {
  if (!Object.hasOwn(instance, identityKey)) return ofFrozen.get(instance);
  return Reflect.get(instance, identityKey) as Known;
}

export function remember(instance: object, known: Known): void {
  if (Object.isExtensible(instance)) Object.defineProperty(instance, identityKey, { value: known });
  else ofFrozen.set(instance, known);
}
