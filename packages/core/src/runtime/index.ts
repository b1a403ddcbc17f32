export { type ActiveRole, type ActiveScope, activeArtifact, activeScope, activity } from './active.js';
export type { AttemptInfo, ContextLog, CreateContext, LoadContext } from './contexts.js';
export { Huldra } from './huldra.js';
export { invalidate } from './invalidate.js';
export type { LoadOrCreateOptions } from './load-or-create.js';
export { redactLogged, redactLoggedValue } from './log-redaction.js';
export type { Metadata } from './metadata-file.js';
export { type ArtifactState, stateOf } from './state-of.js';
export { dirOf, exists, hashOf, load, loadOrCreate, metadataOf, namespaceOf, type ResultOf } from './verbs.js';
