import { DeclarationError } from '../errors/index.js';
import { modulePath } from './call-site.js';
import { checkNamespace, lastSegment, namespaceOf } from './namespace.js';
import type { ArtifactOptions, Class, ConfigOptions } from './options.js';
import { keys, ownMetadata, setOwnMetadata } from './reflect.js';
import { register } from './registry.js';

/** What a class decorator wrote down about its class. */
export interface Declaration {
  readonly kind: 'artifact' | 'config';
  readonly namespace: string;
  /** Earlier namespaces, oldest first. */
  readonly formerly: readonly string[];
  /** The module that declares the class, as a path; undefined if only the namespace is known. */
  readonly file: string | undefined;
  readonly options: ArtifactOptions;
}

export function ownDeclaration(cls: Class): Declaration | undefined {
  return ownMetadata<Declaration>(keys.declaration, cls);
}

/** Checks and records a class decorator's call. */
export function declare(
  kind: Declaration['kind'],
  cls: unknown,
  options: ArtifactOptions | ConfigOptions,
  calledIn: string | undefined,
): void {
  const decorator = kind === 'artifact' ? 'Artifact' : 'Config';
  if (typeof cls !== 'function')
    throw new DeclarationError(`@${decorator}() decorates classes, not ${typeof cls} values.`);
  const target = cls as Class;
  const file = options.module === undefined ? calledIn : givenModule(options.module, target.name);
  const namespace = options.namespace ?? namespaceOf(file, target.name, decorator);
  const formerly = typeof options.formerly === 'string' ? [options.formerly] : (options.formerly ?? []);
  for (const name of [namespace, ...formerly])
    checkNamespace(name, target.name, `Correct the options of @${decorator}().`);
  checkVersion(options, namespace);

  const earlier = ownDeclaration(target);
  if (earlier !== undefined && (earlier.kind !== kind || earlier.namespace === namespace)) {
    throw new DeclarationError(
      `class ${lastSegment(namespace)} is decorated twice, with @${decorator}() and before it. Keep one.`,
      {
        artifact: namespace,
        path: file,
      },
    );
  }
  const declaration: Declaration = { kind, namespace, formerly, file, options };
  setOwnMetadata(keys.declaration, target, declaration);
  register(target, namespace, file, formerly);
}

function givenModule(module: string, className: string): string {
  const file = modulePath(module);
  if (file !== undefined) return file;
  throw new DeclarationError(
    `the module of class ${className || '(anonymous)'} is given as "${module}", which is neither an absolute path nor the file: URL of a file. Give import.meta.url (or __filename), or leave it out.`,
    { artifact: className, path: module },
  );
}

function checkVersion(options: ArtifactOptions, namespace: string): void {
  const { version } = options;
  if (version === undefined || typeof version === 'string' || Number.isSafeInteger(version)) return;
  throw new DeclarationError(
    `the version of ${namespace} is ${String(version)}; it should be a whole number or a text.`,
    {
      artifact: namespace,
    },
  );
}
