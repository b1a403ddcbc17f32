export { type Comparison, compareConfigurations, type Difference, type Side } from './compare.js';
export { describeComparison, describeDifference } from './describe.js';
export type { ConfigurationView, HeldArtifact, Leaf } from './leaf.js';
export { shownSide } from './shown-value.js';
export { viewOfArtifact, viewOfDocument } from './view.js';
