import {
  construct,
  decoratedModel,
  type FieldsOf,
  joinPath,
  modelOfInstance,
  of,
  suggestion,
  unknownFields,
} from '../configuration/index.js';
import { InvalidConfigError, type Problem } from '../errors/index.js';
import type { ClassModel, Constructable, FieldModel } from '../metadata/index.js';
import { isPlainObject } from '../values/index.js';

/** Values by field, nested fields by dotted names. */
export type Changes = ReadonlyMap<string, unknown>;

/** An instance of a class with these values; everything else is as `fixed` and the class's defaults say. Checks as `of` does. */
export function vary<T extends object>(cls: Constructable<T>, fixed: object, changes: Changes): T {
  const model = decoratedModel(cls);
  const base = construct(model, new Map(Object.entries(fixed)));
  const problems: Problem[] = [];
  const values = Object.fromEntries(changedMembers(base, model, changes, '', problems));
  if (problems.length > 0) throw new InvalidConfigError(model.name, problems);
  return of(cls, { ...fixed, ...values } as FieldsOf<T>);
}

/** Changes grouped by the field in which they are, what replaces the field as a whole first. */
function byField(
  changes: Changes,
): ReadonlyMap<string, { whole?: { value: unknown }; readonly inside: Map<string, unknown> }> {
  const grouped = new Map<string, { whole?: { value: unknown }; readonly inside: Map<string, unknown> }>();
  for (const [path, value] of changes) {
    const dot = path.indexOf('.');
    const name = dot < 0 ? path : path.slice(0, dot);
    const group = grouped.get(name) ?? { inside: new Map<string, unknown>() };
    grouped.set(name, group);
    if (dot < 0) group.whole = { value };
    else group.inside.set(path.slice(dot + 1), value);
  }
  return grouped;
}

function changedMembers(
  base: object,
  model: ClassModel,
  changes: Changes,
  path: string,
  problems: Problem[],
): ReadonlyMap<string, unknown> {
  const values = new Map<string, unknown>();
  const groups = byField(changes);
  problems.push(...unknownFields(model, groups.keys(), path));
  for (const [name, { whole, inside }] of groups) {
    const field = model.fields.get(name);
    if (field === undefined) continue;
    const at = joinPath(path, name);
    const wrong = unsuitable(field);
    if (wrong !== undefined) problems.push({ path: at, message: wrong });
    else values.set(name, changed(whole === undefined ? Reflect.get(base, name) : whole.value, inside, at, problems));
  }
  return values;
}

/** Why the values of a field cannot tell artifacts apart. */
function unsuitable({ isSecret, isHashed }: FieldModel): string | undefined {
  if (isSecret) return 'is secret, and no part of the hash: all variants would be the same artifact';
  return isHashed ? undefined : 'is no part of the hash (hash: false): all variants would be the same artifact';
}

/** A value, or a copy of it with what is inside of it changed. The value itself may be shared and stays as it is. */
function changed(value: unknown, inside: Changes, path: string, problems: Problem[]): unknown {
  if (inside.size === 0) return value;
  const model = typeof value === 'object' && value !== null ? modelOfInstance(value) : undefined;
  if (model !== undefined) return copyWith(value as object, model, inside, path, problems);
  if (isPlainObject(value)) {
    const members = { ...value };
    for (const [name, group] of byField(inside)) {
      const member = group.whole === undefined ? members[name] : group.whole.value;
      members[name] = changed(member, group.inside, joinPath(path, name), problems);
    }
    return members;
  }
  const [first = ''] = inside.keys();
  const what = value === undefined || value === null ? 'has no value' : 'holds no fields';
  problems.push({
    path: joinPath(path, first),
    message: `cannot be set: ${path} ${what}. Sweep over "${path}" as a whole, or give it a value.`,
  });
  return value;
}

function copyWith(instance: object, model: ClassModel, inside: Changes, path: string, problems: Problem[]): object {
  const values = new Map<string, unknown>();
  for (const name of model.fields.keys()) values.set(name, Reflect.get(instance, name));
  for (const [name, value] of changedMembers(instance, model, inside, path, problems)) values.set(name, value);
  const copy = construct(model, values);
  // A field without a value does not take the default that it has otherwise.
  for (const [name, value] of values) if (value === undefined) Reflect.set(copy, name, undefined);
  return copy;
}

/** Problems with the lists of values; names are checked with the first variant. */
export function listProblems(
  lists: ReadonlyMap<string, readonly unknown[] | undefined>,
  known: readonly string[],
): Problem[] {
  return [...lists].flatMap(([path, values]) => {
    if (values === undefined) return [{ path, message: 'should be a list of the values to try' }];
    if (values.length > 0) return [];
    const hint = known.includes(path.split('.')[0] ?? '') ? '' : ` ${suggestion(path, known)}`;
    return [{ path, message: `has no values to try.${hint}` }];
  });
}
