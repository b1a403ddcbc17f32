export { Collection, collection, type MemberOf, type Members } from './collection.js';
export { choice, type Distribution, int, logUniform, uniform } from './distributions.js';
export { type RandomOptions, type Space, sweep } from './sweep.js';
export type { FieldPath, Grid, ValueAt } from './types.js';
