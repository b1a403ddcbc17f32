export { type FieldsOf, fromPlain, of } from './configuration/index.js';
export { type Diagnosis, type DoctorOptions, doctor, type Finding, type Leftover } from './doctor/index.js';
export {
  ComputeError,
  ConfigurationError,
  CorruptArtifactError,
  CycleError,
  DeclarationError,
  type ErrorDetails,
  HuldraError,
  InvalidConfigError,
  LoadError,
  LostClaimError,
  MissingResultError,
  NewerFormatError,
  type Problem,
  RootNotWritableError,
  SealedFieldError,
  StorageError,
  UnhashableValueError,
  UnknownClassError,
  WaitTimeoutError,
} from './errors/index.js';
export {
  type ArtifactRef,
  type ConsoleSinkOptions,
  consoleSink,
  type EventListener,
  type HuldraEvent,
  type LogLevel,
  type OwnerSummary,
  subscribe,
} from './events/index.js';
export { type ConfigDocument, fromJSON, type NodeRow, type SourceOptions, toJSON, toSource } from './identity/index.js';
export {
  Artifact,
  type ArtifactOptions,
  Config,
  type ConfigOptions,
  Create,
  Field,
  type FieldOptions,
  Load,
  type ResultCodec,
  Validate,
} from './metadata/index.js';
export {
  type ArtifactState,
  type AttemptInfo,
  activeArtifact,
  type ContextLog,
  type CreateContext,
  dirOf,
  exists,
  Huldra,
  hashOf,
  invalidate,
  type LoadContext,
  type LoadOrCreateOptions,
  load,
  loadOrCreate,
  type Metadata,
  metadataOf,
  namespaceOf,
  type ResultOf,
  stateOf,
} from './runtime/index.js';
export { configure, rawDirectory, type Settings, settings } from './settings/index.js';
export type { Status } from './state/index.js';
