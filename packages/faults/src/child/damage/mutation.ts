import * as fc from 'fast-check';

/* What can happen to a file, as plain data, so that a failure can be told and done again. Places are numbers below `anywhere`. */

/** A place in something of any length: its share of this number. */
const anywhere = 2 ** 31 - 1;

export function placeIn(length: number, at: number): number {
  return Math.floor((at / (anywhere + 1)) * length);
}

/** What happens to bytes, without regard to what they mean. */
export type ByteEdit =
  | { readonly edit: 'flip'; readonly at: number; readonly bit: number }
  /** Another digit in the place of one: what keeps its shape and is not what was written. */
  | { readonly edit: 'digit'; readonly at: number; readonly by: number }
  | { readonly edit: 'cut off'; readonly at: number }
  | { readonly edit: 'insert'; readonly at: number; readonly bytes: readonly number[] }
  | { readonly edit: 'overwrite'; readonly at: number; readonly bytes: readonly number[] }
  | { readonly edit: 'delete'; readonly at: number; readonly length: number }
  | { readonly edit: 'repeat'; readonly at: number; readonly length: number };

/** A value that takes another's place: JSON text as it stands, nesting of a depth, or a copy of another value of the file. */
export type Replacement =
  | { readonly text: string }
  | { readonly depth: number; readonly bracket: '[' | '{' }
  | { readonly copyOf: number };

/** What happens to a member or an element. Keys are JSON text, with their quotes. */
export type MemberEdit =
  | { readonly edit: 'remove'; readonly at: number }
  | { readonly edit: 'set'; readonly at: number; readonly to: Replacement }
  | { readonly edit: 'rename'; readonly at: number; readonly key: string }
  | { readonly edit: 'add'; readonly at: number; readonly key: string; readonly to: Replacement };

const wholes = [
  ...['empty', 'blanks', 'zeros', 'huge', 'a directory', 'a full directory', 'a fifo', 'a link to nowhere'],
  ...['a link to itself', 'a link to a copy', 'a link to an endless device', 'of another artifact'],
  ...['of an earlier attempt', 'another file', 'newer'],
] as const;

/** What the whole file becomes. */
export type Whole = (typeof wholes)[number];

export type Mutation =
  | { readonly kind: 'whole'; readonly what: Whole }
  | { readonly kind: 'bytes'; readonly edits: readonly ByteEdit[] }
  /** With a checksum that is right for what it has become: now only its meaning can give it away. */
  | { readonly kind: 'sealed'; readonly edits: readonly MemberEdit[]; readonly bytes: readonly ByteEdit[] };

const at = fc.nat(anywhere);
const bytes = fc.array(fc.oneof(fc.nat(255), fc.constantFrom(0, 10, 13, 34, 92, 123, 125, 192, 255)), {
  minLength: 1,
  maxLength: 20,
});
const length = fc.integer({ min: 1, max: 200 });

const byteEdit: fc.Arbitrary<ByteEdit> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ edit: fc.constant('flip' as const), at, bit: fc.nat(7) }) },
  { weight: 2, arbitrary: fc.record({ edit: fc.constant('cut off' as const), at }) },
  { weight: 2, arbitrary: fc.record({ edit: fc.constant('insert' as const), at, bytes }) },
  { weight: 2, arbitrary: fc.record({ edit: fc.constant('overwrite' as const), at, bytes }) },
  { weight: 1, arbitrary: fc.record({ edit: fc.constant('delete' as const), at, length }) },
  { weight: 1, arbitrary: fc.record({ edit: fc.constant('repeat' as const), at, length }) },
);

/** Values at the edges of what a reader expects. */
const edges = [
  ...['null', 'true', 'false', '""', '{}', '[]', '[null]', '[[]]', '[""]', '["success"]', '["failed"]'],
  ...['0', '-0', '-1', '1', '2', '1.5', '99999999', '9007199254740991', '9007199254740993', '1e21', '1e308', '-1e308'],
  ...['1e999', '-1e999', '0.1e-400', '2147483648', '4294967295', '123456789012345678901234567890'],
  ...['"0"', '"1"', '"."', '".."', '"../../../../etc/passwd"', '"/etc/passwd"', '"a/b"', '"a\\\\b"', '"\\u0000"'],
  ...['"\\ud800"', '"\\u202e"', '"\\u001b[2J"', '"constructor"', '"__proto__"', '"toString"', '"success"', '"failed"'],
  ...['"yielded"', '"invalidated"', '"preempted"', '"00000001-0000000000000000"', '"00000009-0"', '"2026-99-99"'],
  ...['{"toString":1}', '{"toString":null,"valueOf":null}', '{"length":1000000000}', '{"then":1}', '{"toJSON":1}'],
  ...['{"message":1}', '{"name":{},"message":[]}', '{"cause":{"cause":{}}}', '{"outcome":{"toString":1}}'],
  ...[
    '{"$ref":0}',
    '{"$ref":99}',
    '{"$ref":-1}',
    '{"$map":[[1]]}',
    '{"$set":[1,1]}',
    '{"$bigint":"x"}',
    '{"$date":"x"}',
  ],
];

/** Of any code units, paired or not. (fast-check's own strings of all characters take five seconds to prepare.) */
const anyText = fc.array(fc.nat(0xffff), { maxLength: 40 }).map((units) => String.fromCharCode(...units));

const replacement: fc.Arbitrary<Replacement> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ text: fc.constantFrom(...edges) }) },
  { weight: 2, arbitrary: fc.record({ text: fc.json({ maxDepth: 3 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({ text: anyText.map((text) => JSON.stringify(text)) }),
  },
  { weight: 1, arbitrary: fc.record({ text: fc.double({ noNaN: true, noDefaultInfinity: true }).map(String) }) },
  { weight: 3, arbitrary: fc.record({ copyOf: at }) },
  {
    weight: 1,
    arbitrary: fc.record({
      depth: fc.constantFrom(50, 150, 195, 205, 3000, 100_000),
      bracket: fc.constantFrom('[' as const, '{' as const),
    }),
  },
);

const key = fc.oneof(
  fc.constantFrom(
    ...['"__proto__"', '"__pro\\u0074o__"', '"constructor"', '"prototype"', '"toString"', '"valueOf"', '"toJSON"'],
    ...['"hasOwnProperty"', '"then"', '"length"', '"checksum"', '"check"', '"schemaVersion"', '"$ref"', '""', '"0"'],
    ...['"released"', '"error"', '"cause"', '"result"', '"job"', '"endedAt"', '"owner"', '"leaseMs"', '"logTail"'],
  ),
  fc.string({ maxLength: 8 }).map((text) => JSON.stringify(text)),
);

const memberEdit: fc.Arbitrary<MemberEdit> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ edit: fc.constant('remove' as const), at }) },
  { weight: 6, arbitrary: fc.record({ edit: fc.constant('set' as const), at, to: replacement }) },
  { weight: 1, arbitrary: fc.record({ edit: fc.constant('rename' as const), at, key }) },
  { weight: 3, arbitrary: fc.record({ edit: fc.constant('add' as const), at, key, to: replacement }) },
);

/** Half of them are damage as disks and people do it, the other half is malice with the right checksum. */
export const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('bytes' as const),
      edits: fc.tuple(fc.record({ edit: fc.constant('digit' as const), at, by: fc.integer({ min: 1, max: 9 }) })),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('whole' as const), what: fc.constantFrom(...wholes) }) },
  {
    weight: 7,
    arbitrary: fc.record({
      kind: fc.constant('bytes' as const),
      edits: fc.array(byteEdit, { minLength: 1, maxLength: 3 }),
    }),
  },
  {
    weight: 9,
    arbitrary: fc.record({
      kind: fc.constant('sealed' as const),
      edits: fc.array(memberEdit, { minLength: 1, maxLength: 3 }),
      bytes: fc.oneof(
        { weight: 9, arbitrary: fc.constant([]) },
        { weight: 1, arbitrary: fc.array(byteEdit, { minLength: 1, maxLength: 1 }) },
      ),
    }),
  },
);
