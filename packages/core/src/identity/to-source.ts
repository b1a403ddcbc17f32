import { dirname, relative, sep } from 'node:path';
import { nodesOf } from '../configuration/index.js';
import { DeclarationError } from '../errors/index.js';
import { artifactModel, type ClassModel, classOfInstance } from '../metadata/index.js';
import { toJSON } from './node-table.js';
import { globalsOfSource, keySource, valueSource } from './value-source.js';

export interface SourceOptions {
  /** The file that the source is for; imports become relative to it. Without it they are absolute paths. */
  readonly file?: string;
  /** The package that `of` is imported from. Default `huldra`. */
  readonly library?: string;
}

/**
 * TypeScript that rebuilds an artifact: imports of its classes, one constant for each distinct instance, and the artifact as
 * the exported constant `artifact`. The classes must be exported by the modules that declare them. Secrets are left out (`of`
 * reads them from their environment variables), and so are unhashed values that cannot be stored. Throws `DeclarationError` for a class whose module is not known.
 */
export function toSource(artifact: object, { file, library = 'huldra' }: SourceOptions = {}): string {
  const rows = toJSON(artifact).nodes;
  const nodes = nodesOf(artifact, artifactModel(classOfInstance(artifact)), () => false);
  const names = new Names();
  const classes = new Map<ClassModel, string>();
  for (const { model } of nodes) if (!classes.has(model)) classes.set(model, names.unique(model.cls.name));
  const constants = new Map<object, string>();
  const lines = nodes.map(({ instance, model }, index) => {
    const isRoot = instance === artifact;
    const constant = isRoot ? 'artifact' : names.numbered(lowerFirst(model.cls.name), constants.size + 1);
    const line = `${isRoot ? 'export ' : ''}const ${constant} = of(${classes.get(model)}, ${fieldsSource(instance, model, rows[index]?.unstored ?? [], constants)});`;
    constants.set(instance, constant);
    return line;
  });
  const imports = [`import { of } from ${JSON.stringify(library)};`, ...importsOf(classes, file)];
  return `${imports.join('\n')}\n\n${lines.join('\n')}\n`;
}

/** Names of the generated module, each given once: two classes of one name can be imported, and a class can be called `Map`. */
class Names {
  readonly #taken = new Set(['of', 'artifact', ...globalsOfSource]);

  unique(name: string): string {
    return this.#taken.has(name) ? this.numbered(name, 2) : this.#take(name);
  }

  numbered(name: string, first: number): string {
    let n = first;
    while (this.#taken.has(name + n)) n += 1;
    return this.#take(name + n);
  }

  #take(name: string): string {
    this.#taken.add(name);
    return name;
  }
}

/** One import for each module. */
function importsOf(classes: ReadonlyMap<ClassModel, string>, file: string | undefined): string[] {
  const modules = new Map<string, string[]>();
  for (const [model, local] of classes) {
    const name = model.cls.name === local ? local : `${model.cls.name} as ${local}`;
    const module = specifier(model, file);
    modules.set(module, [...(modules.get(module) ?? []), name]);
  }
  return [...modules].map(([module, names]) => `import { ${names.join(', ')} } from ${JSON.stringify(module)};`);
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

function fieldsSource(
  instance: object,
  model: ClassModel,
  unstored: readonly string[],
  constants: ReadonlyMap<object, string>,
): string {
  const members = [...model.fields.values()].flatMap(({ name, isSecret }) => {
    const value: unknown = Reflect.get(instance, name);
    return isSecret || value === undefined || unstored.includes(name)
      ? []
      : [`${keySource(name)}: ${valueSource(value, constants)}`];
  });
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
