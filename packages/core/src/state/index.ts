export { type Status, type Transition, transition } from './status.js';
