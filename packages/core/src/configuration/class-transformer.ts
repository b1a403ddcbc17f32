import { createRequire } from 'node:module';
import type * as ClassTransformer from 'class-transformer';
import type { Class } from '../metadata/index.js';

/**
 * class-transformer is used for what its decorators declare, and none of its own walks through data is: those delete
 * discriminators from their input, lose unknown keys and whatever `@Exclude` hides, empty byte arrays, and make a plain object of
 * what names an unknown class. The package keeps its registry in a file of its own.
 */
interface Registry {
  findTypeMetadata(cls: Class, field: string): ClassTransformer.TypeMetadata | undefined;
  findTransformMetadatas(cls: Class, field: string, direction: 0): readonly ClassTransformer.TransformMetadata[];
}

let registry: Registry | undefined | null;

/** The registry, or undefined where the library is not installed: then no class can carry its decorators. */
function load(): Registry | undefined {
  registry ??= isInstalled() ? required() : null;
  return registry ?? undefined;
}

const requireHere = createRequire(import.meta.url);

function isInstalled(): boolean {
  try {
    return requireHere.resolve('class-transformer') !== '';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return false;
    throw error;
  }
}

function required(): Registry {
  const { defaultMetadataStorage } = requireHere('class-transformer/cjs/storage.js') as {
    defaultMetadataStorage: Registry;
  };
  return defaultMetadataStorage;
}

/** What `@Type()` says of a field. */
export interface TransformerType {
  readonly type: unknown;
  /** The member that says of which class an object is, and what it may say. */
  readonly discriminator: ClassTransformer.DiscriminatorDescriptor | undefined;
  /** What the compiler wrote down for the field: class-transformer makes Sets and Maps where it says so. */
  readonly holder: unknown;
}

export function transformerType(cls: Class, field: string): TransformerType | undefined {
  const metadata = load()?.findTypeMetadata(cls, field);
  if (metadata === undefined) return undefined;
  const holder: unknown = metadata.reflectedType;
  const type: unknown = metadata.typeFunction?.({ newObject: {}, object: {}, property: field }) ?? holder;
  return { type, holder, discriminator: metadata.options.discriminator };
}

const plainToClass = 0;

/** What `@Transform()` makes of values of a field, or undefined if the field carries none for the direction from plain data. */
export function transformOf(cls: Class, field: string): ((value: unknown, holder: object) => unknown) | undefined {
  const all = load()?.findTransformMetadatas(cls, field, plainToClass) ?? [];
  // As in the library: transforms of a group run only when that group is asked for.
  const transforms = all.filter(({ options }) => (options?.groups ?? []).length === 0);
  if (transforms.length === 0) return undefined;
  return (given, obj) =>
    transforms.reduce<unknown>(
      (value, { transformFn }) => transformFn({ value, key: field, obj, type: plainToClass, options: {} }) as unknown,
      given,
    );
}
