export { type EnvironmentSnapshot, environmentSnapshot } from './environment.js';
export { recordedVariables } from './environment-variables.js';
export { gitSnapshot } from './git.js';
export type { GitDiff, GitSnapshot, GitSubmodule, GitUntracked } from './git-snapshot.js';
export { huldraVersion } from './huldra-version.js';
export { describeDiff, type KeptDiff, keepDiff, readKeptDiff } from './kept-diff.js';
export type { Lockfile, ProjectPackage } from './project.js';
export { redactArguments, redactLine, redactRemote } from './redact.js';
export { type ResourceMeter, type ResourceUse, resourceUse } from './resource-use.js';
