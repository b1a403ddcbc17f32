export { codecOf, encodeResult } from './codecs.js';
