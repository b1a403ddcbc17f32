export { dependenciesOf } from './dependencies.js';
export { fromJSON, rebuildArtifact } from './from-json.js';
export { fullName, type Identity, identityOf } from './identity.js';
export { type ConfigDocument, type NodeRow, toJSON } from './node-table.js';
export { hashOfDocument } from './read-table.js';
export { type SourceOptions, toSource } from './to-source.js';
