import { decoratedModel, type FieldsOf } from '../configuration/index.js';
import { InvalidConfigError, type Problem } from '../errors/index.js';
import type { Constructable } from '../metadata/index.js';
import { Collection } from './collection.js';
import type { Distribution } from './distributions.js';
import { variantName } from './member-name.js';
import { generatorFor } from './split-mix.js';
import type { FieldPath, Grid, ValueAt } from './types.js';
import { type Changes, listProblems, vary } from './vary.js';

/** For each field, nested ones by dotted names, how to draw its values. */
export type Space<T> = { readonly [P in FieldPath<T>]?: Distribution<ValueAt<T, P>> };

export interface RandomOptions {
  /** How many different variants. */
  readonly count: number;
  /** The same seed gives the same variants, on every machine. Default 0. */
  readonly seed?: number;
}

/** More is a mistake, and would fill the memory. */
const maxVariants = 1_000_000;

function grid<T extends object>(cls: Constructable<T>, values: Grid<T>, fixed: FieldsOf<T> = {}): Collection<T> {
  const lists = listsOf(cls, values);
  const count = [...lists.values()].reduce((product, list) => product * list.length, 1);
  if (count > maxVariants) throw tooMany(cls, count);
  let variants: Map<string, unknown>[] = [new Map()];
  for (const [path, list] of lists) {
    variants = variants.flatMap((variant) => list.map((value) => new Map(variant).set(path, value)));
  }
  return made(cls, fixed, variants);
}

function zip<T extends object>(cls: Constructable<T>, values: Grid<T>, fixed: FieldsOf<T> = {}): Collection<T> {
  const lists = listsOf(cls, values);
  const lengths = new Set([...lists.values()].map(({ length }) => length));
  if (lengths.size > 1) {
    const problems = [...lists].map(([path, { length }]) => ({
      path,
      message: `has ${length} ${length === 1 ? 'value' : 'values'}; zipped lists are equally long`,
    }));
    throw new InvalidConfigError(decoratedModel(cls).name, problems);
  }
  const [length = 0] = lengths;
  const variants = Array.from(
    { length },
    (_, index) => new Map([...lists].map(([path, list]) => [path, list[index]] as const)),
  );
  return made(cls, fixed, variants);
}

function random<T extends object>(
  cls: Constructable<T>,
  space: Space<T>,
  { count, seed = 0 }: RandomOptions,
  fixed: FieldsOf<T> = {},
): Collection<T> {
  const { name } = decoratedModel(cls);
  checkRandom(name, space, count, seed);
  const draws = Object.entries<Distribution<unknown>>(space as Record<string, Distribution<unknown>>).map(
    ([path, distribution]) => ({ path, distribution, generator: generatorFor(seed, path) }),
  );
  const variants = new Map<string, Changes>();
  // Drawn again when it was there already; a small space is exhausted some time.
  for (let tries = 0; variants.size < count && tries < count * 50 + 1000; tries += 1) {
    const variant = new Map(draws.map(({ path, distribution, generator }) => [path, distribution.draw(generator)]));
    const key = variantName(variant, Number.POSITIVE_INFINITY);
    if (!variants.has(key)) variants.set(key, variant);
  }
  if (variants.size < count) {
    const message = `holds hardly more than ${variants.size} different variants; ${count} were asked for. Ask for fewer, or sweep over a grid.`;
    throw new InvalidConfigError(name, [{ path: 'count', message: `the space ${message}` }]);
  }
  return made(cls, fixed, [...variants.values()]);
}

function checkRandom(name: string, space: object, count: number, seed: number): void {
  const problems: Problem[] = Object.entries(space)
    .filter(
      ([, distribution]) => typeof (distribution as Partial<Distribution<unknown>> | undefined)?.draw !== 'function',
    )
    .map(([path]) => ({ path, message: 'should be a distribution: uniform, logUniform, int or choice' }));
  if (!Number.isInteger(count) || count < 1 || count > maxVariants) {
    problems.push({ path: 'count', message: `should be a whole number from 1 to ${maxVariants}, but is ${count}` });
  }
  if (!Number.isSafeInteger(seed)) problems.push({ path: 'seed', message: `should be a whole number, but is ${seed}` });
  if (problems.length > 0) throw new InvalidConfigError(name, problems);
}

function listsOf(cls: Constructable, values: object): ReadonlyMap<string, readonly unknown[]> {
  const lists = new Map(
    Object.entries(values as Record<string, unknown>)
      .filter(([, list]) => list !== undefined)
      .map(([path, list]) => [path, isList(list) ? [...list] : undefined]),
  );
  const model = decoratedModel(cls);
  const problems = listProblems(lists, [...model.fields.keys()]);
  if (problems.length > 0) throw new InvalidConfigError(model.name, problems);
  return lists as ReadonlyMap<string, readonly unknown[]>;
}

/** A text is a list of characters for JavaScript, and never what was meant. */
function isList(list: unknown): list is Iterable<unknown> {
  return typeof list === 'object' && list !== null && Symbol.iterator in list;
}

function tooMany(cls: Constructable, count: number): InvalidConfigError {
  const message = `has ${count} variants; at most ${maxVariants} are made. Take some values out, or draw with sweep.random.`;
  return new InvalidConfigError(decoratedModel(cls).name, [{ path: '', message }]);
}

function made<T extends object>(
  cls: Constructable<T>,
  fixed: FieldsOf<T>,
  variants: readonly Changes[],
): Collection<T> {
  return new Collection(variants.map((changes) => [variantName(changes), vary(cls, fixed, changes)] as const));
}

/**
 * Variants of an artifact class: every combination of the given values, the last field varying fastest; all other fields are as in
 * `fixed`, or have their defaults. Dotted names lead into what a field holds, `'dataset.name'`. Variants are named by what varies,
 * `lr=0.001,dataset.name=a`. Throws `InvalidConfigError` with suggestions for names that are no fields, and for fields that are no part
 * of the hash.
 */
export const sweep: typeof grid & {
  /** One variant for each position of the lists, which are equally long. */
  readonly zip: typeof zip;
  /**
   * `count` different variants, drawn by `uniform`, `logUniform`, `int` and `choice`. The same seed gives the same ones on every
   * machine; asking for more keeps the first ones, and another field leaves the values of the others as they are (where no repeat
   * had to be drawn again).
   */
  readonly random: typeof random;
} = Object.assign(grid, { zip, random });
