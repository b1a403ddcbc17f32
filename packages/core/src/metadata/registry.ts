import { readFileSync, realpathSync } from 'node:fs';
import { DeclarationError, UnknownClassError } from '../errors/index.js';
import { shared } from '../process/shared-state.js';
import { givenName, moduleName } from './namespace.js';
import type { Class } from './options.js';

interface Entry {
  readonly cls: Class;
  readonly file: string | undefined;
}

const registry = shared('registry', () => new Map<string, Entry>());

/** Classes by the namespaces that they had earlier. */
const former = shared('former-namespaces', () => new Map<string, Class>());

/**
 * Records under which namespace a class is found. Two classes under one namespace would share results that are not theirs,
 * so that is an error; the same module loaded twice (a test runner's second registry, a second installed copy of the
 * package, sources beside their build) replaces the earlier class.
 */
export function register(
  cls: Class,
  namespace: string,
  file: string | undefined,
  formerly: readonly string[] = [],
): void {
  const existing = registry.get(namespace);
  if (existing !== undefined && existing.cls !== cls && !isSameClass(existing, { cls, file })) {
    throw new DeclarationError(
      `two classes have the namespace "${namespace}": ${describe(existing)} and ${describe({ cls, file })}. They would take each other's results for their own. Rename one, or give one of them @Artifact({ namespace }).`,
      { artifact: namespace, path: file },
    );
  }
  registry.set(namespace, { cls, file });
  for (const name of formerly) former.set(name, cls);
}

function describe({ cls, file }: Entry): string {
  return `${givenName(cls) || '(anonymous)'} in ${file ?? '(no file)'}`;
}

/** A class made by loading its module once more. Another name in the same file is another class. */
function isSameClass(one: Entry, other: Entry): boolean {
  return givenName(one.cls) === givenName(other.cls) && isSameModule(one.file, other.file);
}

function isSameModule(one: string | undefined, other: string | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  if (one === other || isSourceAndBuild(one, other) || isSourceAndBuild(other, one)) return true;
  try {
    return realpathSync(one) === realpathSync(other) || readFileSync(one).equals(readFileSync(other));
  } catch {
    // A file that cannot be read cannot be shown to be the same.
    return false;
  }
}

/** With equal namespaces, a TypeScript and a JavaScript file of one name are the source and what was compiled from it. */
function isSourceAndBuild(source: string, build: string): boolean {
  return /\.[cm]?tsx?$/.test(source) && /\.[cm]?jsx?$/.test(build) && moduleName(source) === moduleName(build);
}

/** The class that has this namespace, else the one that had it; undefined if no module that declares it was imported. */
export function findClass(namespace: string): Class | undefined {
  return registry.get(namespace)?.cls ?? former.get(namespace);
}

/** The class with this namespace. Throws `UnknownClassError` with what to import. */
export function classOf(namespace: string): Class {
  const found = findClass(namespace);
  if (found !== undefined) return found;
  throw new UnknownClassError(
    `no class with the namespace "${namespace}" is known in this process. Import the module that declares it first; if it was renamed or moved, name the old namespace in its @Artifact({ formerly }).`,
    { artifact: namespace },
  );
}

/** All present namespaces known in this process. */
export function knownNamespaces(): readonly string[] {
  return [...registry.keys()];
}
