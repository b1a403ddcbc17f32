import type { Problem } from '../errors/index.js';
import {
  type Class,
  type ClassModel,
  findClass,
  findModel,
  knownNamespaces,
  type TypeReference,
} from '../metadata/index.js';
import { joinPath } from './paths.js';
import type { Shape } from './shape.js';
import { suggestion } from './suggest.js';

/** The member that says of which class a nested object is, where its field may hold several. */
export const classKey = '$class';

type Plain = Readonly<Record<string, unknown>>;

/** The class a nested object is meant to be, and the data without what said so; or what is wrong. */
export type Choice = { readonly model: ClassModel; readonly plain: Plain } | { readonly problem: Problem };

export function decoratedTypes(types: readonly TypeReference[]): readonly ClassModel[] {
  return types.map((type) => findModel(type as Class)).filter((model) => model !== undefined);
}

/** The only possible class, or the one that `$class` or class-transformer's discriminator names. */
export function chooseClass(
  { types, discriminator }: Pick<Shape, 'types' | 'discriminator'>,
  raw: Plain,
  path: string,
): Choice {
  const { [classKey]: wanted, ...plain } = raw;
  if (wanted !== undefined) return byName(types, wanted, plain, path);
  if (discriminator !== undefined && discriminator.property in plain) return bySubType(discriminator, plain, path);
  const decorated = decoratedTypes(types);
  const [only] = decorated;
  if (only !== undefined && decorated.length === 1) return { model: only, plain };
  const names = possible(types).map(({ name }) => name);
  const key = discriminator?.property ?? classKey;
  const message = names.length === 0 ? `needs a "${key}"` : `could be ${names.join(' or ')}; say which with "${key}"`;
  return { problem: { path, message } };
}

/** The declared classes, and the decorated subclasses of declared ones, which may be abstract, that were imported. */
function possible(types: readonly TypeReference[]): readonly ClassModel[] {
  const subclasses = knownNamespaces()
    .map(findClass)
    .filter((cls) => cls !== undefined)
    .filter((cls) => types.some((type) => cls.prototype instanceof (type as Class)));
  return [...new Set([...decoratedTypes(types), ...decoratedTypes(subclasses)])];
}

function byName(types: readonly TypeReference[], wanted: unknown, plain: Plain, path: string): Choice {
  const candidates = possible(types);
  const [exact] = candidates.filter(({ namespace }) => namespace === wanted);
  const declared = decoratedTypes(types).filter(({ name }) => name === wanted);
  const named = declared.length > 0 ? declared : candidates.filter(({ name }) => name === wanted);
  const model = exact ?? named[0];
  if (model !== undefined && (exact !== undefined || named.length === 1)) return { model, plain };
  const at = joinPath(path, classKey);
  if (named.length > 1) {
    const namespaces = named.map(({ namespace }) => namespace);
    return { problem: { path: at, message: `names several classes; say which: ${namespaces.join(' or ')}` } };
  }
  return {
    problem: {
      path: at,
      message: noSuchClass(
        wanted,
        candidates.map(({ name }) => name),
      ),
    },
  };
}

function bySubType(discriminator: NonNullable<Shape['discriminator']>, plain: Plain, path: string): Choice {
  const { [discriminator.property]: wanted, ...rest } = plain;
  const [subType] = discriminator.subTypes.filter(({ name }) => name === wanted);
  const model = subType === undefined ? undefined : findModel(subType.value as Class);
  if (model === undefined) {
    const names = discriminator.subTypes.map(({ name }) => name);
    return { problem: { path: joinPath(path, discriminator.property), message: noSuchClass(wanted, names) } };
  }
  return { model, plain: model.fields.has(discriminator.property) ? plain : rest };
}

function noSuchClass(wanted: unknown, names: readonly string[]): string {
  const help =
    typeof wanted === 'string' ? suggestion(wanted, [...new Set(names)], 'It can be') : 'It should be a name.';
  return `is no class that this field may hold. ${help}`;
}
