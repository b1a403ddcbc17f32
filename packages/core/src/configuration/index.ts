export { checkNodes } from './check.js';
export { construct, fillSecrets } from './construct.js';
export { fromPlain } from './from-plain.js';
export { type ConfigNode, nodesOf } from './graph.js';
export { decoratedModel, of } from './of.js';
export { elementPath, entryPath, joinPath, keyPath, memberPath } from './paths.js';
export { showFields } from './shown.js';
export type { baseMembers, FieldsOf } from './types.js';
export { modelOfInstance, visitInstances } from './walk.js';
