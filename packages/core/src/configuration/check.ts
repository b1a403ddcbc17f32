import { InvalidConfigError, type Problem } from '../errors/index.js';
import type { ClassModel, FieldModel } from '../metadata/index.js';
import { isOptionalByValidator, type Violations, validatorProblems } from './class-validator.js';
import { typeProblems } from './declared-type.js';
import type { ConfigNode } from './graph.js';
import { joinPath } from './paths.js';

/** Everything that is wrong with the fields of one instance. */
function problemsOf({ instance, model }: ConfigNode): Violations {
  const own: Problem[] = [];
  for (const field of model.fields.values()) {
    const value: unknown = Reflect.get(instance, field.name);
    if (value === undefined) {
      if (!isOptional(model, field)) own.push({ path: field.name, message: missing(field) });
    } else if (field.type !== undefined || field.container !== undefined) {
      if (value !== null || !isOptional(model, field)) own.push(...typeProblems(field, value));
    }
  }
  const violations = validatorProblems(instance, model);
  if (own.length === 0) return violations;
  // What a validator says of a value that is missing or of a wrong type would only repeat it.
  const known = new Set(own.map(({ path }) => path));
  return { own: [...own, ...violations.own.filter(({ path }) => !known.has(path))], nested: violations.nested };
}

function isOptional(model: ClassModel, field: FieldModel): boolean {
  return field.optional === true || isOptionalByValidator(model, field.name);
}

function missing({ env, doc }: FieldModel): string {
  const hint = doc === undefined ? '' : ` (${doc})`;
  if (env !== undefined) return `is missing${hint}; set the environment variable ${env}, or give a value`;
  return `is missing${hint}; give a value, a default, or declare it optional: true`;
}

/** What is wrong already before the instances are looked at. */
export interface KnownProblems {
  readonly problems: readonly Problem[];
  /** Paths of fields without their value, so that there is nothing to say of it. */
  readonly leftOut?: readonly string[];
}

/** Checks the nodes of a configuration together. Throws one `InvalidConfigError` with every problem and its path. */
export function checkNodes(
  nodes: readonly ConfigNode[],
  root: ClassModel,
  { problems: known, leftOut = [] }: KnownProblems = { problems: [] },
): void {
  const problems = [...known];
  for (const node of nodes) {
    const { own, nested } = problemsOf(node);
    // What `@ValidateNested` finds is said by the nested nodes themselves where they are checked too.
    for (const { path, message } of nodes.length === 1 ? [...own, ...nested] : own) {
      const at = joinPath(node.path, path);
      if (!leftOut.some((outer) => covers(outer, at))) problems.push({ path: at, message });
    }
  }
  if (problems.length > 0) throw new InvalidConfigError(root.name, problems);
}

/** Whether `inner` is `outer` or a part of it. */
function covers(outer: string, inner: string): boolean {
  return inner.startsWith(outer) && /^(?:$|[.[])/.test(inner.slice(outer.length));
}
