import { dirname, relative, sep } from 'node:path';
import { modelOfInstance, nodesOf } from '../configuration/index.js';
import { DeclarationError } from '../errors/index.js';
import { artifactModel, type ClassModel, classOfInstance } from '../metadata/index.js';
import { isPlainObject } from '../values/index.js';
import { identityOf } from './identity.js';

export interface SourceOptions {
  /** The file that the source is for; imports become relative to it. Without it they are absolute paths. */
  readonly file?: string;
  /** The package that `of` is imported from. Default `huldra`. */
  readonly library?: string;
}

/**
 * TypeScript that rebuilds an artifact: imports of its classes, one constant for each distinct instance, and the artifact as
 * the exported constant `artifact`. The classes must be exported by the modules that declare them. Secrets are read from
 * their environment variables, or left out. Throws `DeclarationError` for a class whose module is not known.
 */
export function toSource(artifact: object, { file, library = 'huldra' }: SourceOptions = {}): string {
  identityOf(artifact);
  const nodes = nodesOf(artifact, artifactModel(classOfInstance(artifact)), () => false);
  const classNames = new ClassNames();
  const constants = new Map<object, string>();
  const lines = nodes.map(({ instance, model }) => {
    const isRoot = instance === artifact;
    const constant = isRoot ? 'artifact' : `${lowerFirst(model.name)}${constants.size + 1}`;
    const line = `${isRoot ? 'export ' : ''}const ${constant} = of(${classNames.local(model)}, ${fieldsSource(instance, model, constants)});`;
    constants.set(instance, constant);
    return line;
  });
  const imports = [`import { of } from ${JSON.stringify(library)};`, ...classNames.imports(file)];
  return `${imports.join('\n')}\n\n${lines.join('\n')}\n`;
}

/** Local names of classes, so that two classes of one name can be imported into one file. */
class ClassNames {
  readonly #locals = new Map<ClassModel, string>();

  local(model: ClassModel): string {
    const known = this.#locals.get(model);
    if (known !== undefined) return known;
    const taken = new Set(this.#locals.values());
    let local = model.cls.name;
    for (let n = 2; taken.has(local); n += 1) local = `${model.cls.name}${n}`;
    this.#locals.set(model, local);
    return local;
  }

  /** One import for each module. */
  imports(file: string | undefined): string[] {
    const modules = new Map<string, string[]>();
    for (const [model, local] of this.#locals) {
      const name = model.cls.name === local ? local : `${model.cls.name} as ${local}`;
      const module = specifier(model, file);
      modules.set(module, [...(modules.get(module) ?? []), name]);
    }
    return [...modules].map(([module, names]) => `import { ${names.join(', ')} } from ${JSON.stringify(module)};`);
  }
}

function specifier(model: ClassModel, file: string | undefined): string {
  if (model.file === undefined) {
    throw new DeclarationError(
      `the module of ${model.namespace} is not known, so no source can import it. Give @Artifact({ module: import.meta.url }).`,
      { artifact: model.namespace },
    );
  }
  const module = model.file.replace(/\.([cm]?)tsx?$/, '.$1js');
  if (file === undefined) return module;
  const path = relative(dirname(file), module).split(sep).join('/');
  return path.startsWith('.') ? path : `./${path}`;
}

function fieldsSource(instance: object, model: ClassModel, constants: ReadonlyMap<object, string>): string {
  const members = [...model.fields.values()].flatMap(({ name, isSecret, env }) => {
    if (isSecret) return env === undefined ? [] : [`${key(name)}: process.env.${env}`];
    const value: unknown = Reflect.get(instance, name);
    return value === undefined ? [] : [`${key(name)}: ${source(value, constants)}`];
  });
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

function source(value: unknown, constants: ReadonlyMap<object, string>): string {
  const list = (values: Iterable<unknown>) =>
    `[${[...values].map((element) => source(element, constants)).join(', ')}]`;
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (modelOfInstance(value) !== undefined) return constants.get(value) ?? 'undefined';
  if (Array.isArray(value)) return list(value);
  if (value instanceof Date) return `new Date(${JSON.stringify(value.toISOString())})`;
  if (value instanceof URL) return `new URL(${JSON.stringify(value.href)})`;
  if (value instanceof Set) return `new Set(${list(value)})`;
  if (value instanceof Map) return `new Map([${[...value].map((pair) => list(pair)).join(', ')}])`;
  if (value instanceof ArrayBuffer) return `new Uint8Array(${list(new Uint8Array(value))}).buffer`;
  if (ArrayBuffer.isView(value)) {
    const name = Buffer.isBuffer(value) ? 'Uint8Array' : value.constructor.name;
    return `new ${name}(${list(value as unknown as Iterable<unknown>)})`;
  }
  const members = isPlainObject(value) ? Object.entries(value) : [];
  return `{ ${members.map(([name, member]) => `${key(name)}: ${source(member, constants)}`).join(', ')} }`;
}

function key(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) && name !== '__proto__' ? name : JSON.stringify(name);
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
