import type { FieldsOf } from '../configuration/index.js';

/** What a dotted name does not go into: values with an inside of their own. */
type Whole =
  | readonly unknown[]
  | ReadonlyMap<unknown, unknown>
  | ReadonlySet<unknown>
  | Date
  | URL
  | ArrayBuffer
  | ArrayBufferView
  | ((...args: never[]) => unknown);

/** How deep dotted names go: classes may hold instances of themselves. */
type Deeper = [never, 0, 1, 2, 3];

/** Of what can be anything, only the run tells what it holds. */
type Inner<V, Depth extends number> = unknown extends V ? string : InnerOf<NonNullable<V>, Depth>;

type InnerOf<V, Depth extends number> = V extends Whole
  ? never
  : V extends object
    ? string extends keyof V
      ? string
      : FieldPath<V, Deeper[Depth]>
    : never;

/** The names of a class's fields, and of the fields of what they hold: `lr`, `dataset.name`. */
export type FieldPath<T, Depth extends number = 4> = [Depth] extends [never]
  ? never
  : {
      [K in keyof FieldsOf<T> & string]: K | `${K}.${Inner<FieldsOf<T>[K], Depth>}`;
    }[keyof FieldsOf<T> & string];

/** What a dotted name may be given. */
export type ValueAt<T, P extends string> = string extends keyof T
  ? T[keyof T]
  : P extends keyof FieldsOf<T>
    ? FieldsOf<T>[P]
    : P extends `${infer K}.${infer Rest}`
      ? K extends keyof FieldsOf<T>
        ? ValueInside<FieldsOf<T>[K], Rest>
        : never
      : never;

type ValueInside<V, Rest extends string> = unknown extends V
  ? unknown
  : NonNullable<V> extends infer W
    ? W extends object
      ? ValueAt<W, Rest>
      : never
    : never;

/** For each field, nested ones by dotted names, the values to try. */
export type Grid<T> = { readonly [P in FieldPath<T>]?: Iterable<ValueAt<T, P>> };
