import type { ArtifactRef } from '../events/index.js';
import { type Identity, identityOf } from '../identity/index.js';
import { lastSegment } from '../metadata/index.js';
import { settings } from '../settings/index.js';
import { type ArtifactLayout, layoutOf } from '../store/index.js';

/** An artifact with everything the runtime needs to know of it. */
export interface Target {
  readonly artifact: object;
  readonly identity: Identity;
  readonly ref: ArtifactRef;
  readonly layout: ArtifactLayout;
  /** Where the result may lie under earlier namespaces of the class. */
  readonly formerLayouts: readonly ArtifactLayout[];
  readonly root: string;
}

/** Where an artifact is and what it is called: enough to own it and to wait for it, also where its class is not known. */
export type Place = Pick<Target, 'ref' | 'layout'> & Partial<Pick<Target, 'identity'>>;

const targets = new WeakMap<object, Target>();

/** Everything about an artifact that does not change while it is used. Throws what `identityOf` throws. */
export function targetOf(artifact: object): Target {
  const { root } = settings();
  const known = targets.get(artifact);
  if (known?.root === root) return known;
  const identity = identityOf(artifact);
  const { model, hash } = identity;
  const layout = (namespace: string) => layoutOf(root, namespace, hash, model.options.versionControlled ?? false);
  const current = layout(model.namespace);
  const target: Target = {
    artifact,
    identity,
    ref: {
      className: lastSegment(model.namespace),
      namespace: model.namespace,
      hash,
      dir: current.dir,
      log: current.log,
    },
    layout: current,
    formerLayouts: model.formerly.map(layout),
    root,
  };
  targets.set(artifact, target);
  return target;
}

/** `TrainModel 3f9a12c`, as messages name an artifact. */
export function shortName({ ref }: Pick<Target, 'ref'>): string {
  return `${ref.className} ${ref.hash.slice(0, 7)}`;
}
