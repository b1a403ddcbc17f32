import { DeclarationError } from '../errors/index.js';
import { type Declaration, ownDeclaration } from './declaration.js';
import { ownFields } from './field.js';
import { type MarkedMethods, ownMarkedMethods, type Role } from './methods.js';
import { lastSegment } from './namespace.js';
import type { ArtifactOptions, Class, FieldOptions } from './options.js';

/** A field with everything that the class and its parents said about it. */
export interface FieldModel extends FieldOptions {
  readonly name: string;
  /** The name under which it enters the hash. */
  readonly hashName: string;
  /** Whether its value enters the hash at all. */
  readonly isHashed: boolean;
  readonly isSecret: boolean;
  /** The environment variable a secret is read from. */
  readonly env: string | undefined;
}

/** A decorated class with inheritance resolved. */
export interface ClassModel {
  readonly cls: Class;
  readonly kind: Declaration['kind'];
  /** The class's name for people: the last segment of its namespace. */
  readonly name: string;
  readonly namespace: string;
  /** The namespace that the hash knows: the oldest of `formerly`, else the present one. */
  readonly identityNamespace: string;
  readonly formerly: readonly string[];
  readonly version: number | string;
  readonly file: string | undefined;
  readonly options: ArtifactOptions;
  /** Parents' fields first. */
  readonly fields: ReadonlyMap<string, FieldModel>;
  readonly methods: MarkedMethods;
}

/** Options that say how a class is run go to its subclasses; those that say who it is do not. */
const inheritedOptions = [
  'versionControlled',
  'maxWaitSecs',
  'retryFailed',
  'result',
  'resources',
  'maxRuntimeSecs',
  'env',
  'nodeFlags',
  'keepPartial',
] as const satisfies readonly (keyof ArtifactOptions)[];

const models = new WeakMap<Class, { readonly declaration: Declaration; readonly model: ClassModel }>();

/** The model of a class, or undefined if the class itself carries neither `@Artifact()` nor `@Config()`. */
export function findModel(cls: Class): ClassModel | undefined {
  const declaration = ownDeclaration(cls);
  if (declaration === undefined) return undefined;
  const known = models.get(cls);
  if (known?.declaration === declaration) return known.model;
  const model = resolve(cls, declaration);
  models.set(cls, { declaration, model });
  return model;
}

/** The model of an artifact class. Throws `DeclarationError` when it is not decorated, or is a value object. */
export function artifactModel(cls: Class): ClassModel {
  const model = findModel(cls);
  if (model?.kind === 'artifact') return model;
  const name = cls.name || '(anonymous)';
  throw new DeclarationError(
    model === undefined
      ? `class ${name} is not an artifact class: it is not decorated with @Artifact() itself (its parents' decorator does not count, as it would share their namespace).`
      : `class ${name} is a value object (@Config()), which has no result of its own. Decorate it with @Artifact() to compute it.`,
    { artifact: name },
  );
}

/** The class of an instance. */
export function classOfInstance(instance: object): Class {
  const prototype: unknown = Object.getPrototypeOf(instance);
  const cls = typeof prototype === 'object' && prototype !== null ? prototype.constructor : undefined;
  if (typeof cls === 'function') return cls as unknown as Class;
  throw new DeclarationError('an object without a class is no artifact. Make one with Class.of() or new.');
}

/** The name of the method that plays a role, or undefined if the class has none. */
export function methodOf(model: ClassModel, role: Role): string | symbol | undefined {
  return model.methods[role];
}

/** From the most distant ancestor to the class itself. */
function lineage(cls: Class): readonly Class[] {
  const classes: Class[] = [];
  for (let c: unknown = cls; typeof c === 'function' && c !== Function.prototype; c = Object.getPrototypeOf(c)) {
    classes.unshift(c as unknown as Class);
  }
  return classes;
}

function resolve(cls: Class, declaration: Declaration): ClassModel {
  const ancestors = lineage(cls);
  const { namespace, formerly, kind, file, options } = declaration;
  const identityNamespace = formerly[0] ?? namespace;
  const name = lastSegment(namespace);
  const fields = resolveFields(name, ancestors);
  const methods = kind === 'artifact' ? resolveMethods(cls, ancestors) : {};
  return {
    cls,
    kind,
    name,
    namespace,
    identityNamespace,
    formerly,
    version: options.version ?? 1,
    file,
    options: resolveOptions(ancestors, options),
    fields,
    methods,
  };
}

function resolveOptions(ancestors: readonly Class[], own: ArtifactOptions): ArtifactOptions {
  const inherited = ancestors.map((ancestor) => ownDeclaration(ancestor)?.options ?? {});
  const picked = inherited.flatMap((options) =>
    Object.entries(options).filter(([key]) => inheritedOptions.some((k) => k === key)),
  );
  return { ...Object.fromEntries(picked), ...own };
}

function resolveFields(className: string, ancestors: readonly Class[]): ReadonlyMap<string, FieldModel> {
  const merged = new Map<string, FieldOptions>();
  for (const ancestor of ancestors) {
    for (const [name, options] of ownFields(ancestor.prototype as object) ?? []) {
      // A redeclared field keeps what its parent said and it does not say again: a secret stays secret.
      merged.set(name, { ...merged.get(name), ...options });
    }
  }
  const fields = new Map<string, FieldModel>();
  const hashNames = new Map<string, string>();
  for (const [name, options] of merged) {
    const isSecret = options.secret !== undefined && options.secret !== false;
    const hashName = options.formerly ?? name;
    const isHashed = !isSecret && options.hash !== false;
    const other = hashNames.get(hashName);
    if (isHashed && other !== undefined) {
      throw new DeclarationError(
        `fields "${other}" and "${name}" of ${className} both enter the hash as "${hashName}". Change one's formerly.`,
        {
          artifact: className,
          path: name,
        },
      );
    }
    if (isHashed) hashNames.set(hashName, name);
    const env = typeof options.secret === 'object' ? options.secret.env : undefined;
    fields.set(name, { ...options, name, hashName, isHashed, isSecret, env });
  }
  return fields;
}

function resolveMethods(cls: Class, ancestors: readonly Class[]): MarkedMethods {
  const marked: MarkedMethods = Object.assign({}, ...ancestors.map((a) => ownMarkedMethods(a.prototype as object)));
  for (const role of ['create', 'load', 'validate', 'dependencies'] as const) {
    if (marked[role] === undefined && hasMethod(cls.prototype as object, role)) marked[role] = role;
  }
  return marked;
}

/** Looks without reading: what an existing class calls `load` may be an accessor, which would run on the prototype. */
function hasMethod(prototype: object, name: string): boolean {
  for (let p: object | null = prototype; p !== null; p = Object.getPrototypeOf(p)) {
    const descriptor = Object.getOwnPropertyDescriptor(p, name);
    if (descriptor !== undefined) return typeof descriptor.value === 'function';
  }
  return false;
}
