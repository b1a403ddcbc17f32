/* What every object inherits from. Damage on disk must never reach it. */

const inherited: readonly object[] = [
  ...[Object, Array, Function, String, Number, Boolean, RegExp, Date, Map, Set, Promise, Error, Symbol, BigInt],
  ...[Uint8Array, Buffer, URL, WeakMap],
].flatMap((builtIn) => [builtIn, builtIn.prototype as object]);

/** Names and values of all that is inherited. */
function contents(): unknown[] {
  return inherited.flatMap((object) => {
    const descriptors = Object.entries(Object.getOwnPropertyDescriptors(object));
    // What RegExp remembers of its last match is no property that anybody has changed.
    const lasting = object === RegExp ? descriptors.filter(([name]) => name === 'prototype') : descriptors;
    return [
      Object.getPrototypeOf(object),
      ...lasting.flatMap(([name, { value, get, set }]) => [name, value, get, set]),
    ];
  });
}

/** Watches what everything inherits from. */
export class Prototypes {
  readonly #before = contents();

  areUnchanged(): boolean {
    const now = contents();
    return now.length === this.#before.length && now.every((item, index) => Object.is(item, this.#before[index]));
  }
}
