export { type TemporaryRoot, temporaryRoot } from './temporary-root.js';
