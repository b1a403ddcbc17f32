import { sha256Hex } from '../values/index.js';

const mask = (1n << 64n) - 1n;

/**
 * SplitMix64: a small generator of good quality whose numbers are the same everywhere. G. L. Steele, D. Lea, C. H. Flood, "Fast
 * Splittable Pseudorandom Number Generators", OOPSLA 2014; constants as in S. Vigna's public domain
 * https://prng.di.unimi.it/splitmix64.c.
 */
export class SplitMix64 {
  #state: bigint;

  constructor(seed: bigint) {
    this.#state = seed & mask;
  }

  /** 64 bits. */
  next(): bigint {
    this.#state = (this.#state + 0x9e3779b97f4a7c15n) & mask;
    let z = this.#state;
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & mask;
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & mask;
    return z ^ (z >> 31n);
  }

  /** In [0, 1), with 53 bits. */
  fraction(): number {
    return Number(this.next() >> 11n) / 2 ** 53;
  }

  /** One of the whole numbers below `bound`, all equally likely. */
  below(bound: bigint): bigint {
    // What is left over at the upper end would make some numbers likelier than others.
    const limit = mask + 1n - ((mask + 1n) % bound);
    for (;;) {
      const drawn = this.next();
      if (drawn < limit) return drawn % bound;
    }
  }
}

/** A generator for one name: adding another name to a space changes no value of the others. */
export function generatorFor(seed: number, name: string): SplitMix64 {
  return new SplitMix64(BigInt(`0x${sha256Hex(`${seed} ${name}`).slice(0, 16)}`));
}
