/**
 * State of the process, not of one loaded copy of this package: two copies must not print a line twice or hold two descriptors
 * of a file. The number is the version of the shapes kept here.
 */
export function processWide<T>(name: string, make: () => T): T {
  const key = Symbol.for(`huldra-winston/1/${name}`);
  const globals = globalThis as unknown as Record<symbol, T | undefined>;
  const existing = globals[key];
  if (existing !== undefined) return existing;
  const made = make();
  Object.defineProperty(globals, key, { value: made });
  return made;
}
