export { codecOf, encodeResult, resultNotStorable } from './codecs.js';
