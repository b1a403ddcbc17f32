import { canonical, digest } from '../values/index.js';

/** The version of `docs/hash-format.md` that is written here. */
export const hashFormat = 1;

/** What the hash of an artifact is made of. */
export interface CanonicalArtifact {
  /** The last segment of the identity namespace. */
  readonly className: string;
  readonly version: number | string;
  /** The canonical text of the fields. */
  readonly fields: string;
  /** The texts (`referenceText`) of what its `dependencies` method returned, in any order. */
  readonly dependencies: readonly string[];
}

/** 32 hex digits, as docs/hash-format.md says. */
export function hashOfCanonical({ className, version, fields, dependencies }: CanonicalArtifact): string {
  // Left out when empty: a class may be given the method without losing the results of configurations that need nothing more.
  const list = [...new Set(dependencies)].sort().join(',');
  const member = list === '' ? '' : `"dependencies":[${list}],`;
  const name = JSON.stringify(className);
  return digest(`{"class":${name},${member}"fields":${fields},"huldra":${hashFormat},"version":${canonical(version)}}`);
}

/** How an artifact enters the canonical form of what holds it. */
export function referenceText(identityNamespace: string, hash: string): string {
  return `{"$artifact":[${JSON.stringify(identityNamespace)},"${hash}"]}`;
}

/** How a value object does. */
export function valueObjectText(className: string, fields: string): string {
  return `{"$config":[${JSON.stringify(className)},${fields}]}`;
}
