import { createHash } from 'node:crypto';

/** Training mail fits the model, tuning mail picks the hyperparameters, held-out mail is looked at once, at the end. */
export const SIDES = ['training', 'tuning', 'held-out'] as const;
export type Side = (typeof SIDES)[number];

/** One value for each side. */
export function bySide<T>(make: (side: Side) => T): Record<Side, T> {
  return { training: make('training'), tuning: make('tuning'), 'held-out': make('held-out') };
}

/** The first share goes to training, the next up to this bound to tuning, the rest is held out. */
const TRAINING_UNTIL = 0.7;
const TUNING_UNTIL = 0.85;

/** The side of a mail follows from its id and the seed alone, so no mail changes sides when others come or go. */
export function sideOf(id: string, seed: number): Side {
  const place = unitHash(`side:${seed}:${id}`);
  return place < TRAINING_UNTIL ? 'training' : place < TUNING_UNTIL ? 'tuning' : 'held-out';
}

/** Whether a mail belongs to the sample; a larger fraction keeps every mail of a smaller one. */
export function inSample(id: string, seed: number, fraction: number): boolean {
  return unitHash(`sample:${seed}:${id}`) < fraction;
}

/** Maps a text evenly onto [0, 1). */
function unitHash(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0) / 2 ** 32;
}
