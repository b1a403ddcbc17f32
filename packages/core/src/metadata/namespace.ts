import { basename, dirname, relative, sep } from 'node:path';
import { DeclarationError } from '../errors/index.js';
import { type PackageRoot, packageRoot } from './package-root.js';

/** Each segment is a directory name on disk; the pattern keeps it portable and harmless. */
const segmentPattern = /^[A-Za-z_$@][\w$.@-]{0,127}$/;

/** Source and build folders: `src/train.ts` and `dist/train.js` are the same module. */
const buildFolder = /^(?:(?:dist|build|lib)\/src|src|dist|lib|build)\//;

const extension = /\.[cm]?[jt]sx?$/;

/** `train` for `src/train.ts` and for `dist/train.js`. */
export function moduleName(file: string): string {
  return basename(file).replace(extension, '');
}

/** Names that compilers give to anonymous classes. */
const compilerMadeName = /^(?:default(?:_\d+)?|class_\d+|_class\d*|)$/;

/** The name that a class was given by its author; empty for one that was given none. */
export function givenName(cls: { readonly name: string }): string {
  return compilerMadeName.test(cls.name) ? '' : cls.name;
}

export function lastSegment(namespace: string): string {
  return namespace.slice(namespace.lastIndexOf('/') + 1);
}

/** Throws unless every segment of the namespace can be a directory. */
export function checkNamespace(namespace: string, className: string, advice: string): void {
  for (const segment of namespace.split('/')) {
    if (segmentPattern.test(segment)) continue;
    throw new DeclarationError(
      `the namespace "${namespace}" of class ${className || '(anonymous)'} has the segment "${segment}", which cannot be a directory name: a segment begins with a letter, _, $ or @, goes on with these, digits, dots and hyphens, and has at most 128 characters. ${advice}`,
      { artifact: className },
    );
  }
}

/** `package name / module path without extension and build folder / class name`. */
export function namespaceOf(file: string | undefined, className: string, decorator: 'Artifact' | 'Config'): string {
  if (compilerMadeName.test(className)) {
    const where = file === undefined ? '' : ` in ${file}`;
    throw new DeclarationError(
      `a class${where} is decorated with @${decorator}() but has no name, and its name is part of its identity. Name the class, or give @${decorator}({ namespace: 'package/Name' }).`,
      { path: file },
    );
  }
  if (file === undefined) {
    throw new DeclarationError(
      `class ${className} was declared where there is no module (eval, REPL, a data URL), so its namespace cannot be found. Give @${decorator}({ module: import.meta.url }) or @${decorator}({ namespace: 'package/${className}' }).`,
      { artifact: className },
    );
  }
  const root = packageRoot(dirname(file));
  if (root === undefined) {
    throw new DeclarationError(
      `class ${className} in ${file} has no package: no package.json with a "name" lies above it. Add the name, or give @${decorator}({ namespace: 'package/${className}' }).`,
      { artifact: className, path: file },
    );
  }
  const module = relative(root.directory, file).split(sep).join('/').replace(extension, '').replace(buildFolder, '');
  const namespace = `${root.name}/${module}/${className}`;
  checkNamespace(
    namespace,
    className,
    `Rename ${culprit(root, className, file)}, or give @${decorator}({ namespace: 'package/${className}' }).`,
  );
  return namespace;
}

/** Which part of a namespace that was found cannot be a directory name. */
function culprit(root: PackageRoot, className: string, file: string): string {
  if (!segmentPattern.test(className)) return 'the class';
  const isPackage = root.name.split('/').some((segment) => !segmentPattern.test(segment));
  return isPackage ? `the package in ${root.directory}` : `the file ${file}`;
}
