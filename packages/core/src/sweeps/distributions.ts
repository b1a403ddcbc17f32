import { DeclarationError } from '../errors/index.js';
import type { SplitMix64 } from './split-mix.js';

/** How the values of one field are drawn. */
export interface Distribution<V> {
  /** Draws one value. */
  readonly draw: (random: SplitMix64) => V;
}

/** Six digits read well, and do not depend on the last bit of a platform's `exp`. */
const digits = 6;

function rounded(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, Number(value.toPrecision(digits))));
}

function checkRange(name: string, min: number, max: number, isAllowed: boolean, rule: string): void {
  if (Number.isFinite(min) && Number.isFinite(max) && min < max && isAllowed) return;
  throw new DeclarationError(`${name}(${min}, ${max}) is no range to draw from: give ${rule}, the smaller one first.`);
}

/** Numbers between `min` and `max`, all equally likely, rounded to six digits. */
export function uniform(min: number, max: number): Distribution<number> {
  checkRange('uniform', min, max, true, 'two numbers');
  return { draw: (random) => rounded(min + random.fraction() * (max - min), min, max) };
}

/** Numbers between `min` and `max`, all orders of magnitude equally likely, rounded to six digits; for learning rates and the like. */
export function logUniform(min: number, max: number): Distribution<number> {
  checkRange('logUniform', min, max, min > 0, 'two numbers above zero');
  const [low, high] = [Math.log(min), Math.log(max)];
  return { draw: (random) => rounded(Math.exp(low + random.fraction() * (high - low)), min, max) };
}

/** Whole numbers from `min` to `max`, both included, all equally likely. */
export function int(min: number, max: number): Distribution<number> {
  checkRange('int', min, max, Number.isSafeInteger(min) && Number.isSafeInteger(max), 'two whole numbers');
  const count = BigInt(max) - BigInt(min) + 1n;
  return { draw: (random) => Number(BigInt(min) + random.below(count)) };
}

/** One of these values, all equally likely. */
export function choice<const V>(values: readonly V[]): Distribution<V> {
  if (values.length === 0) throw new DeclarationError('choice([]) has nothing to choose from; give it values.');
  return { draw: (random) => values[Number(random.below(BigInt(values.length)))] as V };
}
