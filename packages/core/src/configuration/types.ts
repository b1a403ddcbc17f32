/** Where a base class of huldra's own says which of its members are no fields. Exists only in types. */
export declare const baseMembers: unique symbol;

type BaseMembers<T> = T extends { readonly [baseMembers]?: infer M } ? Exclude<M, undefined> : never;

type AnyFunction = (...args: never[]) => unknown;

type FieldNames<T> = {
  [K in Exclude<keyof T, BaseMembers<T>>]: K extends symbol ? never : NonNullable<T[K]> extends AnyFunction ? never : K;
}[Exclude<keyof T, BaseMembers<T>>];

/** The fields of a class as `of()` takes them: its data properties, each optional; methods and base members are not among them. */
export type FieldsOf<T> = { -readonly [K in FieldNames<T>]?: T[K] | undefined };
