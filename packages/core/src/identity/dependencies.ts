import { heldArtifacts } from './held-artifacts.js';
import { computedDependenciesOf, identityOf } from './identity.js';

/**
 * What an artifact directly depends on: what its fields hold, and what its `dependencies` method returned. Throws what
 * `identityOf` throws.
 */
export function dependenciesOf(artifact: object): readonly object[] {
  const { model } = identityOf(artifact);
  const held = heldArtifacts(artifact, model);
  const computed = computedDependenciesOf(artifact);
  return computed.length === 0 ? [...held] : [...new Set([...held, ...computed])];
}
