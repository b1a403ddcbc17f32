/**
 * State that belongs to the process, not to one loaded copy of this package: two copies (a duplicate in node_modules, an ESM
 * and a CommonJS load, a test runner's module registry) must see one registry, one active artifact, one table of computations
 * under way. The number is the version of the shapes kept here; copies with another number keep apart.
 */
const version = 1;

/** The process-wide value called `name`, made by `make` when it is first asked for. */
export function shared<T>(name: string, make: () => T): T {
  const key = Symbol.for(`huldra/${version}/${name}`);
  const globals = globalThis as unknown as Record<symbol, T | undefined>;
  const existing = globals[key];
  if (existing !== undefined) return existing;
  const made = make();
  Object.defineProperty(globals, key, { value: made });
  return made;
}
