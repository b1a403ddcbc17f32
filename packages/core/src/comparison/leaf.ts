import type { Json } from '../values/index.js';

/** An artifact that a configuration holds. */
export interface HeldArtifact {
  readonly className: string;
  /** The namespace that the hash knows: it outlives renaming. */
  readonly identity: string;
  readonly hash: string;
  /** Its own configuration; undefined where it is not to be had. */
  readonly view: () => ConfigurationView | undefined;
}

/** What a configuration holds at one path. */
export interface Leaf {
  /** What is said of the path: with the present names of renamed fields. */
  readonly label: string;
  /** Equal texts are equal values. */
  readonly text: string;
  /** Whether it is a part of the hash. */
  readonly isHashed: boolean;
  readonly json?: Json;
  readonly artifact?: HeldArtifact;
}

/** One artifact's configuration as its leaves; other artifacts are leaves, and can be gone into. */
export interface ConfigurationView {
  readonly className: string;
  readonly identity: string;
  readonly hash: string;
  readonly version: number | string;
  /** By path, with the names under which fields enter the hash, so that a renamed field is compared with itself. */
  readonly leaves: ReadonlyMap<string, Leaf>;
  /** What the class's `dependencies` method returned, by `<identity>/<hash>`. */
  readonly dependencies: ReadonlyMap<string, HeldArtifact>;
}
