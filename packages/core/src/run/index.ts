export { type RunOptions, run } from './run.js';
export type { NodeOutcome } from './run-node.js';
export { type NodeReport, RunError, type RunSummary } from './run-summary.js';
