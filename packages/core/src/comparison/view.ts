import { type ConfigDocument, identityOf, type NodeRow, ownRowsOf } from '../identity/index.js';
import { lastSegment } from '../metadata/index.js';
import type { Json } from '../values/index.js';
import { flatten } from './flatten.js';
import type { ConfigurationView, HeldArtifact } from './leaf.js';

/** The configuration of a stored artifact, or of the artifact in one row of its table. Needs no class. */
export function viewOfDocument(document: ConfigDocument, index = document.nodes.length - 1): ConfigurationView {
  const { nodes } = document;
  const held = (n: number): HeldArtifact | undefined => {
    const row = nodes[n];
    return row?.kind === 'artifact' ? heldIn(row, () => viewOfDocument(document, n)) : undefined;
  };
  const resolve = (tag: string, content: Json) => {
    if (tag !== '$ref' || typeof content !== 'number') return undefined;
    return held(content) ?? nodes[content];
  };
  return viewOf(nodes[index] as NodeRow, resolve, held);
}

/** The configuration of an artifact of this process. What it holds is looked at only when it is gone into. */
export function viewOfArtifact(artifact: object): ConfigurationView {
  const { nodes, artifacts } = ownRowsOf(artifact);
  const held = (n: number): HeldArtifact | undefined => {
    const other = artifacts[n];
    if (other === undefined) return undefined;
    const { model, hash } = identityOf(other);
    const { identityNamespace: identity, name: className } = model;
    return { className, identity, hash, view: () => viewOfArtifact(other) };
  };
  const resolve = (tag: string, content: Json) => {
    if (typeof content !== 'number') return undefined;
    if (tag === '$artifact') return held(content);
    return tag === '$ref' ? nodes[content] : undefined;
  };
  return viewOf(nodes.at(-1) as NodeRow, resolve, held);
}

function heldIn(row: NodeRow, view: HeldArtifact['view']): HeldArtifact {
  return {
    className: lastSegment(row.namespace),
    identity: row.identity ?? row.namespace,
    hash: row.hash ?? '',
    view,
  };
}

function viewOf(
  row: NodeRow,
  resolve: Parameters<typeof flatten>[1],
  held: (n: number) => HeldArtifact | undefined,
): ConfigurationView {
  const dependencies = (row.dependencies ?? []).flatMap((n) => held(n) ?? []);
  return {
    ...heldIn(row, () => undefined),
    version: row.version ?? 1,
    leaves: flatten(row, resolve),
    dependencies: new Map(dependencies.map((artifact) => [`${artifact.identity}/${artifact.hash}`, artifact])),
  };
}
