import type { Decision } from '../plan-node.js';

/** Colours of boxes with dark text on them; told apart by their lightness too. */
export const palette: Readonly<Record<Decision, string>> = {
  hit: '#e3f1e3',
  run: '#fde9b8',
  wait: '#cfe2f7',
  blocked: '#f3b8b4',
  skip: '#eeeeee',
};
