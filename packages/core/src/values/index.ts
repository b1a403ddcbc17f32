export { canonical, digest, objectText, sha256Hex } from './canonical.js';
export { decode } from './decode.js';
export { encode } from './encode.js';
export type { Json } from './json.js';
export { isTag, unescapeKey } from './keys.js';
export { isPlainObject } from './value-kind.js';
