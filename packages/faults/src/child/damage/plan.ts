import type { DamagedFile } from './scenes.js';

/** To a process that damages files: do these trials. One JSON line on its standard input. */
export interface Chunk {
  readonly file: DamagedFile;
  readonly seed: number;
  /** Of the chunk among those of its file. */
  readonly number: number;
  /** How many there are in a chunk. */
  readonly trials: number;
  /** The first one to be done: those before were done by a process that did not survive. */
  readonly from: number;
}

/** From it, one JSON line each. */
export type Said =
  | { readonly type: 'ready' }
  | { readonly type: 'begins'; readonly index: number }
  | { readonly type: 'broken'; readonly index: number; readonly about: string; readonly problems: readonly string[] }
  | { readonly type: 'done'; readonly refused: number };
