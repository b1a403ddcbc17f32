import { CorruptArtifactError } from '../errors/index.js';
import { type ConfigDocument, hashOfDocument, toJSON } from '../identity/index.js';
import { huldraVersion } from '../provenance/huldra-version.js';
import { type EnvironmentSnapshot, environmentSnapshot, type ResourceUse } from '../provenance/index.js';
import { type ArtifactLayout, decodeRecord, encodeRecord, readIfPresent, replaceFile } from '../store/index.js';
import type { AttemptInfo } from './contexts.js';
import { metadataShape } from './metadata-shape.js';
import type { RecordedGit } from './recorded-git.js';
import type { DependencyRecord } from './requests.js';
import { redactData } from './secrets.js';
import type { Target } from './target.js';

/** `metadata.json`: what the artifact is and where its latest attempt came from. */
export interface Metadata {
  readonly schemaVersion: 1;
  readonly artifact: {
    readonly namespace: string;
    readonly className: string;
    readonly hash: string;
    readonly version: number | string;
    readonly directory: string;
  };
  readonly configuration: ConfigDocument;
  readonly attempt: AttemptInfo & { readonly startedAt: string } & Partial<AttemptFinish>;
  /** Recorded when `create` has ended. */
  readonly dependencies?: DependencyRecord;
  readonly huldra: string;
  readonly environment: EnvironmentSnapshot;
  readonly git?: RecordedGit;
}

/** What metadata say of an attempt once it has ended; an attempt that was killed has none of it. */
export interface AttemptFinish {
  readonly finishedAt: string;
  /** `created`: `create` returned, and what it made was about to be published. */
  readonly outcome: 'created' | 'failed' | 'preempted';
  readonly resources: ResourceUse;
}

/** Configurations can be large: ten thousand nodes, or bytes. */
const maxMetadataBytes = 256 * 1024 * 1024;

/** What is known when an attempt starts. Secrets are struck out of the command line and whatever else could repeat them. */
export function newMetadata(target: Target, attempt: AttemptInfo): Metadata {
  const { model, hash } = target.identity;
  return {
    schemaVersion: 1,
    artifact: {
      namespace: model.namespace,
      className: model.name,
      hash,
      version: model.version,
      directory: target.layout.dir,
    },
    configuration: toJSON(target.artifact),
    attempt: { ...attempt, startedAt: new Date().toISOString() },
    huldra: huldraVersion(),
    environment: redactData(environmentSnapshot()),
  };
}

export function writeMetadata(layout: ArtifactLayout, metadata: Metadata): void {
  replaceFile(layout.metadata, encodeRecord(metadata, maxMetadataBytes), { sync: false });
}

/** The recorded metadata, or undefined if no attempt was made. Throws `CorruptArtifactError` when it is damaged, or its hash is not that of its configuration. */
export function readMetadata(layout: ArtifactLayout): Metadata | undefined {
  const bytes = readIfPresent(layout.metadata, maxMetadataBytes);
  if (bytes === undefined) return undefined;
  const decoded = decodeRecord(bytes, layout.metadata, 1, maxMetadataBytes);
  if (!metadataShape(decoded)) {
    throw new CorruptArtifactError(
      `${layout.metadata} is damaged: it lacks a member that metadata has, or has one of another kind. It was not used; the published result, if any, does not depend on it.`,
      { artifact: layout.name, path: layout.metadata },
    );
  }
  const record = decoded as unknown as Metadata;
  const hash = hashOfDocument(record.configuration, layout.metadata);
  const { namespace } = record.artifact;
  if (`${namespace}/${hash}` === layout.name && record.artifact.hash === hash) return record;
  throw new CorruptArtifactError(
    `${layout.metadata} describes ${namespace}/${hash}, not ${layout.name}. It was not used; the published result, if any, does not depend on it.`,
    { artifact: layout.name, path: layout.metadata },
  );
}
