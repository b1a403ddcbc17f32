export { acquire, type Claim } from './claim.js';
export { appendEvent, readEvents, type StoredEvent } from './event-log.js';
export { createExclusive } from './exclusive-create.js';
export {
  appendText,
  type DirectoryOptions,
  isTemporaryName,
  linkExclusive,
  makeDirectories,
  readIfPresent,
  replaceFile,
  syncDirectory,
  writeNew,
} from './files.js';
export type { LossReason } from './heartbeat.js';
export {
  type ArtifactLayout,
  attemptEpoch,
  attemptFiles,
  attemptId,
  isAttemptId,
  isOverName,
  layoutAt,
  layoutOf,
  stagedEpoch,
} from './layout.js';
export { linkPublished, unlinkPublished } from './links.js';
export { Observer, type Standing } from './observer.js';
export {
  batchJob,
  type Death,
  deathOf,
  isOver,
  newToken,
  type OwnerRecord,
  type Release,
  readOwner,
  type StoredError,
  summary,
} from './owner.js';
export { type Publication, publish } from './publish.js';
export { closeJob, type JobRecord, type OpenJobOptions, openJob, openJobs } from './queue.js';
export { decodeRecord, encodeRecord } from './record.js';
export { releaseForDead } from './release-for-dead.js';
export { setAside } from './set-aside.js';
export { readStateFile, type StateRecord, writeStateFile } from './state-file.js';
export { isMissing, readingError, storageError } from './storage-error.js';
export { readSuccess, type Success } from './success.js';
export { type ChangeSource, tellsAnOutcome, watchDirectory } from './watch.js';
