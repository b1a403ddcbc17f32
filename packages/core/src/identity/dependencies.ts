import { heldArtifacts } from './held-artifacts.js';
import { computedDependenciesOf, identityOf } from './identity.js';

/**
 * What an artifact directly depends on: what its fields hold, and what its `dependencies` method returned. Throws what
 * `identityOf` throws.
 */
export function dependenciesOf(artifact: object): readonly object[] {
  const { model } = identityOf(artifact);
  return [...new Set([...heldArtifacts(artifact, model), ...computedDependenciesOf(artifact)])];
}
