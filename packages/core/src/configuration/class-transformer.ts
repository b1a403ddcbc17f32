import { createRequire } from 'node:module';
import type * as ClassTransformer from 'class-transformer';
import type { Class } from '../metadata/index.js';

let library: typeof ClassTransformer | undefined | null;

/** class-transformer, or undefined where it is not installed: then no class can carry its decorators. */
function load(): typeof ClassTransformer | undefined {
  if (library === undefined) {
    try {
      library = createRequire(import.meta.url)('class-transformer') as typeof ClassTransformer;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
      library = null;
    }
  }
  return library ?? undefined;
}

/**
 * Plain values of some fields as class-transformer's decorators on the class (`@Type`, `@Transform`) turn them into what the
 * instance holds. Given values are never changed (the library deletes discriminators from its input), never converted by
 * guessing (its implicit conversion makes true of "false"), and values that are no plain data, which it would take apart
 * (a `Uint8Array` becomes empty, an untyped `Set` an array), must not be passed here.
 */
export function transformPlain(cls: Class, values: ReadonlyMap<string, unknown>): ReadonlyMap<string, unknown> {
  const transformer = values.size === 0 ? undefined : load();
  if (transformer === undefined) return values;
  const copy: unknown = structuredClone(Object.fromEntries(values));
  const transformed = transformer.plainToInstance(cls as unknown as ClassTransformer.ClassConstructor<object>, copy, {
    exposeDefaultValues: true,
    enableImplicitConversion: false,
  });
  return new Map([...values.keys()].map((name) => [name, Reflect.get(transformed as object, name) as unknown]));
}
