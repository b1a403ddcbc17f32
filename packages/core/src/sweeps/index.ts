export { Collection, collection, type MemberOf, type Members } from './collection.js';
export { choice, type Distribution, int, logUniform, uniform } from './distributions.js';
export type { ResultColumns, ResultData, ResultRow } from './result-data.js';
export { type ResultSource, ResultTable, results } from './results.js';
export { type RandomOptions, type Space, sweep } from './sweep.js';
export type { FieldPath, Grid, ValueAt } from './types.js';
