import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { hashOfDocument } from '../../src/identity/index.js';
import { type ConfigDocument, fromJSON, HuldraError, hashOf, toJSON } from '../../src/index.js';
import { isSame } from '../values/arbitrary-values.js';
import { configuration, type Train } from './arbitrary-configurations.js';

const throughText = (document: ConfigDocument): unknown => JSON.parse(JSON.stringify(document));

test('what went through JSON keeps its hash, its values and what it shares', () => {
  fc.assert(
    fc.property(configuration, (train) => {
      const document = toJSON(train);
      const restored = fromJSON(throughText(document)) as Train;
      expect(hashOf(restored)).toBe(hashOf(train));
      // Tagged JSON is exact: it tells -0 from 0, and a Buffer from a Uint8Array.
      expect(toJSON(restored)).toEqual(document);
      expect(isSame(restored.list, train.list)).toBe(true);
      expect(restored.dataset?.maybe === undefined).toBe(train.dataset?.maybe === undefined);
    }),
    { numRuns: 100 },
  );
});

test('a document has the hash of its artifact, without any of the classes', () => {
  fc.assert(
    fc.property(configuration, (train) => {
      expect(hashOfDocument(throughText(toJSON(train)), 'test')).toBe(hashOf(train));
    }),
    { numRuns: 100 },
  );
});

type Damage = (holder: Record<string, unknown>, key: string, other: unknown) => void;

/** Also for the names that assigning would follow to a prototype. */
function put(holder: object, key: string, value: unknown): void {
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}

const damages: readonly Damage[] = [
  put,
  (holder, key) => Reflect.deleteProperty(holder, key),
  (holder, key) => put(holder, '__proto__', holder[key]),
  (holder, key, other) => put(holder, String(other), holder[key]),
  (holder, key) => {
    const value = holder[key];
    if (typeof value === 'string') put(holder, key, `${value.slice(1)}x`);
    if (typeof value === 'number') put(holder, key, value + 1);
    if (Array.isArray(value)) value.reverse();
  },
];

/** Every place in a JSON document: what holds it, and under which key. */
function places(json: unknown): [Record<string, unknown>, string][] {
  if (typeof json !== 'object' || json === null) return [];
  const holder = json as Record<string, unknown>;
  return Object.keys(holder).flatMap((key) => [
    [holder, key] as [Record<string, unknown>, string],
    ...places(holder[key]),
  ]);
}

const replacement = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<unknown>(
    ...[
      { $ref: 0 },
      { $ref: 99 },
      { $ref: -1 },
      { $ref: '0' },
      { $undefined: true },
      { $number: 'NaN' },
      { $date: 'x' },
    ],
    ...['arbitrary/Part', 'arbitrary/Train', 'config', 'artifact', 'fields', 'constructor', '0'.repeat(32), 2, []],
  ),
);

test('a damaged document is never taken for another artifact, and the error is a typed one', () => {
  fc.assert(
    fc.property(
      configuration,
      fc.array(fc.tuple(fc.nat(), fc.constantFrom(...damages), replacement), { minLength: 1, maxLength: 2 }),
      (train, changes) => {
        const document = toJSON(train);
        const damaged = { document: throughText(document) };
        for (const [position, damage, other] of changes) {
          const all = places(damaged);
          const [holder, key] = all[position % all.length] ?? [damaged, 'document'];
          damage(holder, key, structuredClone(other));
        }
        // What JSON cannot hold (a property of an array) is in no file.
        const read = JSON.parse(JSON.stringify(damaged.document ?? null)) as unknown;
        const hashes = document.nodes.map(({ hash }) => hash);
        for (const hashIn of [hashOfDocument, (json: unknown, where: string) => hashOf(fromJSON(json, where))]) {
          try {
            expect(hashes).toContain(hashIn(read, 'test'));
          } catch (error) {
            if (!HuldraError.is(error)) throw error;
          }
        }
      },
    ),
    { numRuns: 200 },
  );
});
