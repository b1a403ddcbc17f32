import { InvalidConfigError, type Problem } from '../errors/index.js';
import type { ClassModel, FieldModel } from '../metadata/index.js';
import { isOptionalByValidator, validatorProblems } from './class-validator.js';
import { typeProblems } from './declared-type.js';
import type { ConfigNode } from './graph.js';
import { joinPath } from './paths.js';

/** Everything that is wrong with the fields of one instance; what its nested instances hold is theirs to answer for. */
export function problemsOf(instance: object, model: ClassModel): Problem[] {
  const problems: Problem[] = [];
  for (const field of model.fields.values()) {
    const value: unknown = Reflect.get(instance, field.name);
    if (value === undefined) {
      if (!isOptional(model, field)) problems.push({ path: field.name, message: missing(field) });
    } else if (field.type !== undefined || field.container !== undefined) {
      if (value !== null || !isOptional(model, field)) problems.push(...typeProblems(field, value));
    }
  }
  const alreadyMissing = new Set(problems.map(({ path }) => path));
  return [...problems, ...validatorProblems(instance, model).filter(({ path }) => !alreadyMissing.has(path))];
}

function isOptional(model: ClassModel, field: FieldModel): boolean {
  return field.optional === true || isOptionalByValidator(model, field.name);
}

function missing({ env, doc }: FieldModel): string {
  const hint = doc === undefined ? '' : ` (${doc})`;
  if (env !== undefined) return `is missing${hint}; set the environment variable ${env}, or give a value`;
  return `is missing${hint}; give a value, a default, or declare it optional: true`;
}

/** Checks the nodes of a configuration together. Throws one `InvalidConfigError` with every problem and its path. */
export function checkNodes(nodes: readonly ConfigNode[], root: ClassModel, known: readonly Problem[] = []): void {
  const problems = [...known];
  for (const { instance, model, path } of nodes) {
    for (const problem of problemsOf(instance, model)) {
      const at = joinPath(path, problem.path);
      if (!known.some((other) => covers(other.path, at))) problems.push({ path: at, message: problem.message });
    }
  }
  if (problems.length > 0) throw new InvalidConfigError(root.name, problems);
}

/** Whether a problem at `outer` explains one at `inner`. */
function covers(outer: string, inner: string): boolean {
  return outer !== '' && inner.startsWith(outer) && /^(?:$|[.[])/.test(inner.slice(outer.length));
}
