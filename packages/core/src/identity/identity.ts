import {
  type ConfigNode,
  checkNodes,
  fillSecrets,
  joinPath,
  modelOfInstance,
  nodesOf,
} from '../configuration/index.js';
import { UnhashableValueError } from '../errors/index.js';
import { artifactModel, type ClassModel, classOfInstance, type FieldModel, lastSegment } from '../metadata/index.js';
import { shared } from '../process/shared-state.js';
import { canonical, digest } from '../values/index.js';
import { seal } from './seal.js';

/** The version of `docs/hash-format.md` that is written here. */
export const hashFormat = 1;

/** Who an artifact is. */
export interface Identity {
  readonly model: ClassModel;
  /** 32 hex digits. */
  readonly hash: string;
}

interface Known {
  readonly model: ClassModel;
  /** How the instance enters the canonical form of what holds it. */
  readonly text: string;
  readonly hash: string | undefined;
}

/**
 * Where an instance keeps its identity: on itself, for all loaded copies of this package. (A WeakMap of a hundred thousand
 * entries costs the garbage collector ten times what a hash costs.) Instances that froze themselves are kept aside.
 */
const identityKey = Symbol.for('huldra/1/identity');
const ofFrozen = shared('identities-of-frozen', () => new WeakMap<object, Known>());

function recall(instance: object): Known | undefined {
  if (!Object.hasOwn(instance, identityKey)) return ofFrozen.get(instance);
  return Reflect.get(instance, identityKey) as Known;
}

function remember(instance: object, known: Known): void {
  if (Object.isExtensible(instance)) Object.defineProperty(instance, identityKey, { value: known });
  else ofFrozen.set(instance, known);
}

/**
 * The identity of an artifact, computed once for each instance: it and everything it holds are checked, hashed and sealed.
 * Throws `InvalidConfigError` with all problems, `UnhashableValueError`, `CycleError`, or `DeclarationError` when the class is
 * not decorated.
 */
export function identityOf(artifact: object): Identity {
  const done = recall(artifact);
  if (done?.hash !== undefined) return done as Identity;
  const model = artifactModel(classOfInstance(artifact));
  const nodes = nodesOf(artifact, model, (instance) => recall(instance) !== undefined);
  for (const { instance, model: nodeModel } of nodes) fillSecrets(instance, nodeModel);
  checkNodes(nodes, model);
  const found = new Map<object, Known>();
  const textOf = (instance: object, path: string) => (found.get(instance) ?? known(instance, path))?.text;
  for (const node of nodes) found.set(node.instance, identify(node, textOf));
  // Remembered and sealed only when everything could be hashed, so that a mistake can be corrected on the same instances.
  for (const { instance, model: nodeModel } of nodes) {
    remember(instance, found.get(instance) as Known);
    seal(instance, nodeModel);
  }
  return found.get(artifact) as Identity;
}

type TextOf = (instance: object, path: string) => string | undefined;

function identify({ instance, model, path }: ConfigNode, textOf: TextOf): Known {
  const fields = fieldsText(instance, model, path, textOf);
  const name = JSON.stringify(lastSegment(model.identityNamespace));
  if (model.kind === 'config') return { model, hash: undefined, text: `{"$config":[${name},${fields}]}` };
  const hash = digest(
    `{"class":${name},"fields":${fields},"huldra":${hashFormat},"version":${canonical(model.version)}}`,
  );
  return { model, hash, text: `{"$artifact":[${JSON.stringify(model.identityNamespace)},"${hash}"]}` };
}

/** The fields that enter the hash in the order of their names there, with the text of each name. */
const hashedFields = new WeakMap<ClassModel, readonly (readonly [key: string, field: FieldModel])[]>();

function hashedFieldsOf(model: ClassModel): readonly (readonly [string, FieldModel])[] {
  let fields = hashedFields.get(model);
  if (fields === undefined) {
    fields = [...model.fields.values()]
      .filter(({ isHashed }) => isHashed)
      .sort((a, b) => (a.hashName < b.hashName ? -1 : 1))
      .map((field) => [canonical({ [field.hashName]: null }).slice(1, -'null}'.length), field] as const);
    hashedFields.set(model, fields);
  }
  return fields;
}

function fieldsText(instance: object, model: ClassModel, path: string, textOf: TextOf): string {
  let text = '';
  for (const [key, field] of hashedFieldsOf(model)) {
    const value: unknown = Reflect.get(instance, field.name);
    if (value === undefined) continue;
    const isScalar = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
    const valueText = isScalar ? canonical(value) : canonical(value, textOf, joinPath(path, field.name));
    if (isAbsent(field, valueText)) continue;
    text += `${text === '' ? '' : ','}${key}${valueText}`;
  }
  return `{${text}}`;
}

/** Whether a field's value is the one that means "the field did not exist yet". */
function isAbsent(field: FieldModel, valueText: string): boolean {
  return field.absentMeans !== undefined && canonical(field.absentMeans, textOfKnown, field.name) === valueText;
}

/** Whether a field of an instance enters its hash: not `hash: false`, not secret, not at the value of its `absentMeans`. */
export function entersHash(field: FieldModel, value: unknown): boolean {
  if (!field.isHashed || value === undefined) return false;
  return field.absentMeans === undefined || !isAbsent(field, canonical(value, textOfKnown, field.name));
}

function textOfKnown(instance: object, path: string): string | undefined {
  return known(instance, path)?.text;
}

/** What is known of a decorated instance; undefined for other objects. */
function known(instance: object, path: string): Known | undefined {
  const done = recall(instance);
  if (done !== undefined) return done;
  const model = modelOfInstance(instance);
  if (model === undefined) return undefined;
  // Only an `absentMeans` holds instances that are no nodes of a configuration.
  if (model.kind === 'artifact') {
    identityOf(instance);
    return recall(instance);
  }
  throw new UnhashableValueError(
    `${path} holds a ${model.name} that could not be reached through fields; give absentMeans as plain values or artifacts.`,
    { artifact: model.name, path },
  );
}

/** `<namespace>/<hash>`, as errors and events name an artifact. */
export function fullName({ model, hash }: Identity): string {
  return `${model.namespace}/${hash}`;
}
