/** True when two types are the same, which mutual assignability does not say: `any` and `unknown` are told apart. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles only with two types that are the same: `same<ResultOf<Dataset>, string>()`. */
export function same<A, B>(..._proof: Same<A, B> extends true ? [] : [theTypesDiffer: never]): void {
  // All that is to be seen is seen by the compiler.
}

/** Compiles only with a value whose type is exactly the one stated: `exactly<string>()(value)`. */
export function exactly<A>(): <B>(value: B, ..._proof: Same<A, B> extends true ? [] : [theTypesDiffer: never]) => void {
  return () => undefined;
}
