import { createRequire } from 'node:module';
import type * as ClassValidator from 'class-validator';
import { DeclarationError, type Problem } from '../errors/index.js';
import type { Class, ClassModel } from '../metadata/index.js';
import { elementPath, entryPath, joinPath } from './paths.js';
import { modelOfInstance } from './walk.js';

type Storage = ClassValidator.MetadataStorage;
type Validation = ReturnType<Storage['getTargetValidationMetadatas']>[number];

/**
 * class-validator keeps its registry in a global. While that is absent nobody has declared a validator, and the library, which
 * takes longer to import than everything else here, need not be loaded at all.
 */
function storage(): Storage | undefined {
  return (globalThis as { classValidatorMetadataStorage?: Storage }).classValidatorMetadataStorage;
}

/** What `validateSync` is a shell around; the shell would drop the promises of asynchronous validators. */
interface Executor {
  readonly awaitingPromises: readonly Promise<unknown>[];
  ignoreAsyncValidations: boolean;
  execute(object: object, schema: undefined, errors: ClassValidator.ValidationError[]): void;
  stripEmptyErrors(errors: ClassValidator.ValidationError[]): ClassValidator.ValidationError[];
}

let newExecutor: (() => Executor) | undefined;

function load(): () => Executor {
  const requireHere = createRequire(import.meta.url);
  const { Validator } = requireHere('class-validator') as typeof ClassValidator;
  const { ValidationExecutor } = requireHere('class-validator/cjs/validation/ValidationExecutor.js') as {
    readonly ValidationExecutor: new (validator: object, options: ClassValidator.ValidatorOptions) => Executor;
  };
  const options = { forbidUnknownValues: false, validationError: { target: true, value: false } };
  return () => new ValidationExecutor(new Validator(), options);
}

/** What one class of a lineage declares itself. */
interface Declared {
  readonly cls: Class;
  readonly own: readonly Validation[];
  /** `field constraint` for each constraint, by the names under which the library reports them. */
  readonly keys: ReadonlySet<string>;
}

/** A class and its ancestors, as far as they declare validators, the class itself first. */
const lineages = new WeakMap<Class, readonly Declared[]>();

function lineageOf(cls: Class): readonly Declared[] {
  const found = storage();
  if (found === undefined) return [];
  const known = lineages.get(cls);
  if (known !== undefined) return known;
  const lineage: Declared[] = [];
  for (let c: unknown = cls; typeof c === 'function' && c !== Function.prototype; c = Object.getPrototypeOf(c)) {
    const own = found.getTargetValidationMetadatas(c, '', false, false).filter(({ target }) => target === c);
    if (own.length === 0) continue;
    refuseAsynchronous(found, c as unknown as Class, own);
    const keys = own.flatMap((validation) =>
      namesOf(found, validation).map((name) => key(validation.propertyName, name)),
    );
    lineage.push({ cls: c as unknown as Class, own, keys: new Set(keys) });
  }
  lineages.set(cls, lineage);
  return lineage;
}

function key(field: string, constraint: string): string {
  return `${field} ${constraint}`;
}

/** Ends the keys of constraints without a name: two of them are never the same one. */
const unnamed = ' customValidation';

function namesOf(found: Storage, { constraintCls, type }: Validation): string[] {
  const constraints = found.getTargetValidatorConstraints(constraintCls);
  return constraints.length === 0 ? [type] : constraints.map(({ name }) => name || type);
}

function refuseAsynchronous(found: Storage, { name: className }: Class, own: readonly Validation[]): void {
  for (const { constraintCls, propertyName } of own) {
    const isAsynchronous = found.getTargetValidatorConstraints(constraintCls).some((constraint) => constraint.async);
    if (isAsynchronous) throw asynchronous(`field "${propertyName}" of ${className}`, className, propertyName);
  }
}

function asynchronous(where: string, className: string, field?: string): DeclarationError {
  return new DeclarationError(
    `${where} has an asynchronous validator, but configurations are checked synchronously, and everything would seem valid. Make it synchronous, or check in create().`,
    { artifact: className, path: field },
  );
}

/** Whether a field carries `@IsOptional()`. */
export function isOptionalByValidator(model: ClassModel, field: string): boolean {
  return lineageOf(model.cls).some(({ own }) =>
    own.some(({ propertyName, name }) => propertyName === field && name === 'isOptional'),
  );
}

/** What is wrong with the fields of an instance, and with instances in fields that are marked `@ValidateNested`. */
export interface Violations {
  readonly own: readonly Problem[];
  readonly nested: readonly Problem[];
}

const none: Violations = { own: [], nested: [] };

/**
 * What class-validator's decorators on the fields say, and what `@ValidateNested` says of instances in them. A validator on a
 * redeclared field would silently drop all of its parent's: here a parent's validator holds on unless the child declares the
 * same one (`@Max` over `@Max`). Throws `DeclarationError` for asynchronous validators.
 */
export function validatorProblems(instance: object, model: ClassModel): Violations {
  const lineage = lineageOf(model.cls);
  if (lineage.length === 0) return none;
  const own: Problem[] = [];
  const nested = new Map<string, Problem>();
  const overridden = new Set<string>();
  for (const { cls, keys } of lineage) {
    for (const error of validateAs(cls, instance)) {
      if (isExempt(lineage, instance, model, error.property)) continue;
      for (const [name, message] of Object.entries(error.constraints ?? {})) {
        const id = key(error.property, name);
        if (keys.has(id) && !overridden.has(id)) own.push(problem(error, error.property, message, model));
      }
      for (const found of nestedProblems(error, error.property)) nested.set(`${found.path} ${found.message}`, found);
    }
    for (const id of keys) if (!id.endsWith(unnamed)) overridden.add(id);
  }
  return { own, nested: [...nested.values()] };
}

/** Whether a field's value is not to be judged: it may be absent and is, or `@ValidateIf` says so anywhere in the lineage. */
function isExempt(lineage: readonly Declared[], instance: object, model: ClassModel, field: string): boolean {
  const value: unknown = Reflect.get(instance, field);
  if ((value === undefined || value === null) && model.fields.get(field)?.optional === true) return true;
  const conditions = lineage
    .flatMap(({ own }) => own)
    .filter(({ propertyName, type }) => propertyName === field && type === 'conditionalValidation');
  return conditions.some(
    ({ constraints: [holds] }) => !(holds as (object: object, value: unknown) => unknown)(instance, value),
  );
}

/** Validates an instance as if it were of `cls`, one of its own class's ancestors. */
function validateAs(cls: Class, instance: object): ClassValidator.ValidationError[] {
  const isOwn = instance.constructor === cls;
  const view: object = isOwn
    ? instance
    : Object.create(cls.prototype as object, Object.getOwnPropertyDescriptors(instance));
  newExecutor ??= load();
  const executor = newExecutor();
  executor.ignoreAsyncValidations = true;
  const errors: ClassValidator.ValidationError[] = [];
  executor.execute(view, undefined, errors);
  if (executor.awaitingPromises.length > 0) {
    for (const promise of executor.awaitingPromises) promise.catch(() => undefined);
    throw asynchronous(`class ${cls.name}`, cls.name);
  }
  return executor.stripEmptyErrors(errors);
}

function nestedProblems(parent: ClassValidator.ValidationError, path: string): Problem[] {
  return (parent.children ?? []).flatMap((child) => {
    const { target, property } = child;
    const model = target === undefined ? undefined : modelOfInstance(target);
    // Elements come under their index, or their key as a text.
    const isList = Array.isArray(target) || target instanceof Set;
    const inMap = () => (target instanceof Map ? entryPath(path, property, 0) : joinPath(path, property));
    const at = isList ? elementPath(path, Number(property)) : inMap();
    const own = Object.values(child.constraints ?? {}).map((message) => problem(child, at, message, model));
    return [...own, ...nestedProblems(child, at)];
  });
}

function problem(
  { property }: ClassValidator.ValidationError,
  path: string,
  message: string,
  model: ClassModel | undefined,
): Problem {
  if (model?.fields.get(property)?.isSecret) return { path, message: 'is not valid (its value is secret)' };
  // class-validator begins its messages with the property's name, which the path says already.
  return { path, message: message.startsWith(`${property} `) ? message.slice(property.length + 1) : message };
}
