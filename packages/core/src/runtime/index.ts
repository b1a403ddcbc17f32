export { type ActiveRole, type ActiveScope, activeArtifact, activeScope, activity } from './active.js';
export type { AttemptInfo, ContextLog, CreateContext, LoadContext } from './contexts.js';
export type { Delegate } from './delegate.js';
export { dependentsOf, type StoredDependent } from './dependents.js';
export { type DiffKind, diffOf } from './diff-of.js';
export { type FollowOptions, follow, type LiveUpdate } from './follow.js';
export { Huldra } from './huldra.js';
export { type InvalidateOptions, invalidate } from './invalidate.js';
export { type AttemptChoice, metricsOf, progressOf } from './live-of.js';
export { ensureTarget } from './load-or-create.js';
export { redactLogged, redactLoggedValue } from './log-redaction.js';
export type { AttemptFinish, Metadata } from './metadata-file.js';
export { findPublished, type Published, verdictOf } from './published.js';
export type { RecordedGit } from './recorded-git.js';
export type { LoadOrCreateOptions } from './request-options.js';
export { isToBeRerun, orderRerun } from './rerun.js';
export { redact } from './secrets.js';
export { type ArtifactState, stateOf, unpublishedState } from './state-of.js';
export { readStored, type StoredArtifact } from './stored.js';
export { restoreError, storeError } from './stored-error.js';
export { adopt } from './submission/delegate-to.js';
export { mergeOptions } from './submission/describe-job.js';
export type {
  Executor,
  JobDescription,
  JobEnd,
  JobHandle,
  JobModule,
  JobOptions,
  JobRequest,
  JobState,
  SecretValues,
} from './submission/executor.js';
export { handOver, type Order, outcomeOf } from './submission/hand-over.js';
export { attach, type Job, submit } from './submission/submit.js';
export { compiler, hasCompiler, isTypeScript } from './submission/typescript.js';
export { workerSetup } from './submission/worker-setup.js';
export { shortName, type Target, targetOf } from './target.js';
export { dirOf, exists, hashOf, load, loadOrCreate, metadataOf, namespaceOf, type ResultOf } from './verbs.js';
