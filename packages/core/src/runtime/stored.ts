import { HuldraError } from '../errors/index.js';
import { type ConfigDocument, parseDocument } from '../identity/index.js';
import { type ArtifactLayout, decodeRecord, readIfPresent } from '../store/index.js';
import type { Metadata } from './metadata-file.js';

/** What is recorded of an artifact, read without its class and for information only: its hash is not computed again. */
export interface StoredArtifact {
  readonly layout: ArtifactLayout;
  readonly configuration: ConfigDocument;
  readonly resources: Metadata['attempt']['resources'];
  /** What `create` asked for without having declared it, as `<namespace>/<hash>`. */
  readonly undeclared: readonly string[];
  /** The size of the record. */
  readonly bytes: number;
}

/** What is recorded of the artifact in a directory; undefined when there is nothing, or nothing that can be read. */
export function readStored(layout: ArtifactLayout, maxBytes: number): StoredArtifact | undefined {
  try {
    const bytes = readIfPresent(layout.metadata, maxBytes);
    if (bytes === undefined) return undefined;
    const record = decodeRecord(bytes, layout.metadata, 1, maxBytes) as Partial<Metadata>;
    const configuration = parseDocument(record.configuration, layout.metadata);
    const last = configuration.nodes.at(-1);
    if (last?.kind !== 'artifact' || `${last.namespace}/${last.hash}` !== layout.name) return undefined;
    const { attempt, dependencies } = record;
    const undeclared = Array.isArray(dependencies?.undeclared) ? dependencies.undeclared : [];
    return { layout, configuration, resources: attempt?.resources, undeclared, bytes: bytes.length };
  } catch (error) {
    // Damaged, newer or unreadable: whoever wants that one is told; here it is one of many.
    if (HuldraError.is(error)) return undefined;
    throw error;
  }
}
