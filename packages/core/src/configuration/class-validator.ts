import { createRequire } from 'node:module';
import type * as ClassValidator from 'class-validator';
import { DeclarationError, type Problem } from '../errors/index.js';
import type { Class, ClassModel } from '../metadata/index.js';
import { joinPath } from './paths.js';

type Validation = ReturnType<ClassValidator.MetadataStorage['getTargetValidationMetadatas']>[number];

/**
 * class-validator keeps its registry in a global. While that is absent nobody has declared a validator, and the library, which
 * takes longer to import than everything else here, need not be loaded at all.
 */
function storage(): ClassValidator.MetadataStorage | undefined {
  return (globalThis as { classValidatorMetadataStorage?: ClassValidator.MetadataStorage })
    .classValidatorMetadataStorage;
}

let library: typeof ClassValidator | undefined;

function load(): typeof ClassValidator {
  library ??= createRequire(import.meta.url)('class-validator') as typeof ClassValidator;
  return library;
}

/** Validators that a class and its ancestors declare on themselves, by class, the class itself first. */
type Lineage = readonly { readonly cls: Class; readonly own: readonly Validation[] }[];

const lineages = new WeakMap<Class, Lineage>();

function lineageOf(cls: Class): Lineage {
  const found = storage();
  if (found === undefined) return [];
  const known = lineages.get(cls);
  if (known !== undefined) return known;
  const lineage: { cls: Class; own: readonly Validation[] }[] = [];
  for (let c: unknown = cls; typeof c === 'function' && c !== Function.prototype; c = Object.getPrototypeOf(c)) {
    const own = found.getTargetValidationMetadatas(c, '', false, false).filter(({ target }) => target === c);
    if (own.length > 0) lineage.push({ cls: c as unknown as Class, own });
  }
  lineages.set(cls, lineage);
  return lineage;
}

/** Whether a field carries `@IsOptional()`. */
export function isOptionalByValidator(model: ClassModel, field: string): boolean {
  return lineageOf(model.cls).some(({ own }) =>
    own.some(({ propertyName, name }) => propertyName === field && name === 'isOptional'),
  );
}

/**
 * What class-validator's decorators on the fields say. A validator on a redeclared field would silently drop all of its
 * parent's: here a parent's validator holds on unless the child declares the same one (`@Max` over `@Max`).
 */
export function validatorProblems(instance: object, model: ClassModel): Problem[] {
  const problems: Problem[] = [];
  const overridden = new Set<string>();
  for (const { cls, own } of lineageOf(model.cls)) {
    refuseAsynchronous(model, cls, own);
    const declared = new Set(own.map(({ propertyName, name }) => `${propertyName} ${name ?? ''}`));
    for (const problem of validateAs(cls, instance, model, declared)) {
      if (!overridden.has(problem.key)) problems.push({ path: problem.path, message: problem.message });
    }
    for (const key of declared) overridden.add(key);
  }
  return problems;
}

interface Violation extends Problem {
  readonly key: string;
}

/** Validates an instance as if it were of `cls` only, keeping what that class declared itself. */
function validateAs(cls: Class, instance: object, model: ClassModel, declared: ReadonlySet<string>): Violation[] {
  const view: object = Object.create(cls.prototype as object, Object.getOwnPropertyDescriptors(instance));
  const errors = load().validateSync(view, {
    forbidUnknownValues: false,
    validationError: { target: false, value: false },
  });
  const direct = errors.flatMap(({ property, constraints = {} }) =>
    Object.entries(constraints).map(([name, message]) => {
      // class-validator begins its messages with the property's name, which the path says already.
      const text = message.startsWith(`${property} `) ? message.slice(property.length + 1) : message;
      const shown = model.fields.get(property)?.isSecret ? 'is not valid (its value is secret)' : text;
      return { path: property, message: shown, key: `${property} ${name}` };
    }),
  );
  const nested = errors.flatMap((error) => nestedViolations(error.children ?? [], error.property));
  return [...direct.filter(({ key }) => declared.has(key)), ...nested];
}

function nestedViolations(children: readonly ClassValidator.ValidationError[], parent: string): Violation[] {
  return children.flatMap((child) => {
    const path = /^\d+$/.test(child.property) ? `${parent}[${child.property}]` : joinPath(parent, child.property);
    const own = Object.values(child.constraints ?? {}).map((message) => ({ path, message, key: `${path} nested` }));
    return [...own, ...nestedViolations(child.children ?? [], path)];
  });
}

/** An asynchronous validator would be called and its answer ignored: everything would be valid. */
function refuseAsynchronous(model: ClassModel, cls: Class, own: readonly Validation[]): void {
  const found = own.find(({ constraintCls }) =>
    storage()
      ?.getTargetValidatorConstraints(constraintCls)
      .some(({ async: isAsync }) => isAsync),
  );
  if (found === undefined) return;
  throw new DeclarationError(
    `field "${found.propertyName}" of ${cls.name} has an asynchronous validator (${found.name ?? 'custom'}), but configurations are checked synchronously. Make it synchronous, or check in create().`,
    { artifact: model.name, path: found.propertyName },
  );
}
