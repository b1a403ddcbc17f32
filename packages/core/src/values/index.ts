export { canonical, digest } from '../identity/canonical.js';
export { decode } from '../identity/decode.js';
export { encode } from '../identity/encode.js';
export type { Json } from '../identity/json.js';
export { isPlainObject } from '../identity/value-kind.js';
