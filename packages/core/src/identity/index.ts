export { dependenciesOf } from './dependencies.js';
export { fromJSON, rebuildArtifact } from './from-json.js';
export { fullName, type Identity, identityOf } from './identity.js';
export { type ConfigDocument, documentNodes, type NodeRow, type OwnRows, ownRowsOf, toJSON } from './node-table.js';
export { hashOfDocument, parseDocument } from './read-table.js';
export { type SourceOptions, toSource } from './to-source.js';
