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

/** Shared between loaded copies: an instance is sealed, and its identity known, once. */
const known = shared('identities', () => new WeakMap<object, Known>());

/**
 * The identity of an artifact, computed once for each instance: it and everything it holds are checked, hashed and sealed.
 * Throws `InvalidConfigError` with all problems, `UnhashableValueError`, `CycleError`, or `DeclarationError` when the class is
 * not decorated.
 */
export function identityOf(artifact: object): Identity {
  const done = known.get(artifact);
  if (done?.hash !== undefined) return done as Identity;
  const model = artifactModel(classOfInstance(artifact));
  const nodes = nodesOf(artifact, model, (instance) => known.has(instance));
  for (const { instance, model: nodeModel } of nodes) fillSecrets(instance, nodeModel);
  checkNodes(nodes, model);
  for (const node of nodes) known.set(node.instance, identify(node));
  // Sealed only when everything could be hashed, so that a mistake can be corrected on the same instances.
  for (const node of nodes) seal(node.instance, node.model);
  return known.get(artifact) as Identity;
}

function identify({ instance, model, path }: ConfigNode): Known {
  const fields = fieldsText(instance, model, path);
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

function fieldsText(instance: object, model: ClassModel, path: string): string {
  let text = '';
  for (const [key, field] of hashedFieldsOf(model)) {
    const value: unknown = Reflect.get(instance, field.name);
    if (value === undefined) continue;
    const valueText = canonical(value, instanceText, joinPath(path, field.name));
    if (isAbsent(field, valueText)) continue;
    text += `${text === '' ? '' : ','}${key}${valueText}`;
  }
  return `{${text}}`;
}

/** Whether a field's value is the one that means "the field did not exist yet". */
function isAbsent(field: FieldModel, valueText: string): boolean {
  return field.absentMeans !== undefined && canonical(field.absentMeans, instanceText, field.name) === valueText;
}

/** Whether a field of an instance enters its hash: not `hash: false`, not secret, not at the value of its `absentMeans`. */
export function entersHash(field: FieldModel, value: unknown): boolean {
  if (!field.isHashed || value === undefined) return false;
  return field.absentMeans === undefined || !isAbsent(field, canonical(value, instanceText, field.name));
}

function instanceText(value: object, path: string): string | undefined {
  const done = known.get(value);
  if (done !== undefined) return done.text;
  const model = modelOfInstance(value);
  if (model === undefined) return undefined;
  // Only an `absentMeans` holds instances that were not found among the nodes.
  if (model.kind === 'artifact') {
    identityOf(value);
    return known.get(value)?.text;
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
