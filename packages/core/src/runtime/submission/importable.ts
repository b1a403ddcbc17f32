import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { messageOf, SubmitError } from '../../errors/index.js';
import { type Class, type ClassModel, findModel } from '../../metadata/index.js';

const checked = new WeakMap<Class, Promise<string>>();

/**
 * The URL of the module that a worker imports to know a class. The module is imported here, where it is known already, to see that
 * it exports the class. Rejects with `SubmitError` and advice when a worker could not find it.
 */
export function importableModule(model: ClassModel): Promise<string> {
  let answer = checked.get(model.cls);
  if (answer === undefined) {
    answer = check(model);
    checked.set(model.cls, answer);
    // A module may be repaired, or loaded later.
    answer.catch(() => checked.delete(model.cls));
  }
  return answer;
}

const advice = 'Move the class into a module of its own, export it there, and import it';

async function check(model: ClassModel): Promise<string> {
  const { file } = model;
  if (file === undefined) {
    throw refusal(model, 'it was declared where there is no module (REPL, eval, standard input)', advice);
  }
  if (isMainModule(file)) {
    const why = `it is declared in ${file}, the script that this process was started with, and importing that would run it again`;
    throw refusal(model, why, advice);
  }
  const url = pathToFileURL(file).href;
  let namespace: object;
  try {
    namespace = (await import(url)) as object;
  } catch (error) {
    throw refusal(model, `importing ${file} failed: ${messageOf(error)}`, advice, error);
  }
  if (exportsClass(namespace, model)) return url;
  const why = `${file} does not export it (it is declared inside of a function, or the export is missing)`;
  throw refusal(model, why, advice);
}

function refusal({ name, namespace, file }: ClassModel, why: string, what: string, cause?: unknown): SubmitError {
  return new SubmitError(
    `no worker can import class ${name} (${namespace}): ${why}. ${what}; or compute it in this process, without an executor.`,
    { artifact: namespace, path: file, cause },
  );
}

function isMainModule(file: string): boolean {
  const main = process.argv[1];
  if (main === undefined) return false;
  // `node main` and `node folder` are resolved by the rules of require().
  const resolved = attempt(() => realpathSync(createRequire(pathToFileURL(main)).resolve(main)));
  return (resolved ?? main) === (attempt(() => realpathSync(file)) ?? file);
}

function attempt<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined; // Nothing there, which is an answer.
  }
}

/** Whether a module exports a class, also as a member of a CommonJS module's default export. */
function exportsClass(namespace: object, model: ClassModel): boolean {
  const values: unknown[] = Object.values(namespace);
  const { default: main } = namespace as { readonly default?: unknown };
  if (typeof main === 'object' && main !== null) values.push(...Object.values(main));
  // By its namespace where the module was loaded twice, as test runners do.
  return values.some(
    (value) =>
      value === model.cls ||
      (typeof value === 'function' && findModel(value as unknown as Class)?.namespace === model.namespace),
  );
}
