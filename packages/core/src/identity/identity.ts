import {
  type ConfigNode,
  checkNodes,
  fillSecrets,
  joinPath,
  modelOfInstance,
  nodesOf,
} from '../configuration/index.js';
import { CycleError, UnhashableValueError } from '../errors/index.js';
import {
  artifactModel,
  type ClassModel,
  classOfInstance,
  type FieldModel,
  lastSegment,
  methodOf,
} from '../metadata/index.js';
import { canonical } from '../values/index.js';
import { hashOfCanonical, referenceText, valueObjectText } from './canonical-artifact.js';
import { computedDependencies } from './computed-dependencies.js';
import { type Known, recall, remember } from './known.js';
import { seal } from './seal.js';

/** Who an artifact is. */
export interface Identity {
  readonly model: ClassModel;
  /** 32 hex digits. */
  readonly hash: string;
}

/**
 * The identity of an artifact, computed once for each instance: it and everything it depends on are checked, hashed and sealed.
 * Throws `InvalidConfigError` with all problems, `UnhashableValueError`, `CycleError`, or `DeclarationError` when the class is
 * not decorated or its `dependencies` method is not as it should be.
 */
export function identityOf(artifact: object): Identity {
  const done = recall(artifact);
  if (done?.hash !== undefined) return done as Identity;
  const found = new Identification().identify(artifact);
  // Remembered and sealed only when everything could be hashed, so that a mistake can be corrected on the same instances.
  for (const [instance, known] of found) {
    remember(instance, known);
    seal(instance, known.model);
  }
  return found.get(artifact) as Identity;
}

/** What the `dependencies` method of an artifact returned when its hash was taken. */
export function computedDependenciesOf(artifact: object): readonly object[] {
  identityOf(artifact);
  return recall(artifact)?.dependencies ?? [];
}

/** An instance whose `dependencies` method was called, and what is still to be identified of what it returned. */
interface Call {
  readonly fields: string;
  readonly key: string;
  readonly dependencies: readonly object[];
  readonly pending: object[];
}

/** The nodes of one artifact's fields, identified up to `next`. */
interface Level {
  readonly nodes: readonly ConfigNode[];
  next: number;
  call?: Call;
}

/** Deeper than any graph that can be computed: `dependencies` methods that go on for ever end here. */
const maxLevels = 100_000;

/** Identifies one artifact and everything that it depends on. */
class Identification {
  readonly #found = new Map<object, Known>();
  /** By `keyOf`: equal configurations have equal dependencies, which spares calling for them again. */
  readonly #byKey = new Map<string, Known>();
  readonly #open = new Set<string>();
  /** An explicit stack, so that a long chain of `dependencies` methods does not overflow the call stack. */
  readonly #levels: Level[] = [];

  identify(artifact: object): ReadonlyMap<object, Known> {
    this.#enter(artifact);
    for (let level = this.#levels.at(-1); level !== undefined; level = this.#levels.at(-1)) this.#step(level);
    return this.#found;
  }

  #isKnown = (instance: object): boolean => this.#found.has(instance) || recall(instance) !== undefined;

  #textOf = (instance: object, path: string): string | undefined =>
    (this.#found.get(instance) ?? known(instance, path))?.text;

  #enter(artifact: object): void {
    const model = artifactModel(classOfInstance(artifact));
    if (this.#levels.length > maxLevels) throw endless(model);
    const nodes = nodesOf(artifact, model, this.#isKnown);
    for (const { instance, model: nodeModel } of nodes) fillSecrets(instance, nodeModel);
    checkNodes(nodes, model);
    this.#levels.push({ nodes, next: 0 });
  }

  /** Identifies one more node, unless its dependencies have to be identified first. */
  #step(level: Level): void {
    const node = level.nodes[level.next];
    if (node === undefined) {
      this.#levels.pop();
      return;
    }
    if (!this.#isKnown(node.instance)) {
      if (methodOf(node.model, 'dependencies') === undefined) {
        this.#found.set(node.instance, identify(node.model, this.#fieldsOf(node), [], this.#textOf));
      } else if (!this.#finishCall(level, node)) return;
    }
    level.next += 1;
  }

  #fieldsOf({ instance, model, path }: ConfigNode): string {
    return fieldsText(instance, model, path, this.#textOf);
  }

  /** Whether the node is identified now; otherwise one of its dependencies is to be identified next. */
  #finishCall(level: Level, node: ConfigNode): boolean {
    const { instance, model } = node;
    const fields = level.call?.fields ?? this.#fieldsOf(node);
    const key = level.call?.key ?? keyOf(model, fields);
    const same = isWhollyHashed(model) ? this.#byKey.get(key) : undefined;
    if (same !== undefined) {
      this.#found.set(instance, same);
      return true;
    }
    level.call ??= this.#call(level, node, fields, key);
    const { dependencies, pending } = level.call;
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (this.#isKnown(next)) continue;
      this.#enter(next);
      return false;
    }
    const identified = identify(model, fields, dependencies, this.#textOf);
    this.#found.set(instance, identified);
    this.#byKey.set(key, identified);
    this.#open.delete(key);
    delete level.call;
    return true;
  }

  #call(level: Level, { instance, model }: ConfigNode, fields: string, key: string): Call {
    if (this.#open.has(key)) throw this.#cycle(model, key);
    this.#open.add(key);
    // The user's method gets to see what the hash is of, and can change it no more.
    for (const node of level.nodes.slice(0, level.next + 1)) seal(node.instance, node.model);
    const dependencies = computedDependencies(instance, model);
    return { fields, key, dependencies, pending: [...dependencies].reverse() };
  }

  #cycle(model: ClassModel, key: string): CycleError {
    const calls = this.#levels.flatMap(({ call, nodes, next }) => {
      const name = nodes[next]?.model.name;
      return call === undefined || name === undefined ? [] : [{ key: call.key, name }];
    });
    const from = calls.findIndex((call) => call.key === key);
    const path = [...calls.slice(from).map(({ name }) => name), model.name].join(' -> ');
    return new CycleError(
      `artifacts depend on each other: ${path}. Their dependencies() methods name each other, so none of them could be computed first; take one out.`,
      { artifact: model.namespace },
    );
  }
}

function endless({ name, namespace }: ClassModel): CycleError {
  return new CycleError(
    `the dependencies() method of ${name} goes on without end: each one names another that was not there before. Let it end somewhere.`,
    { artifact: namespace },
  );
}

/** What an artifact is but for its dependencies, which follow from it. */
function keyOf({ identityNamespace, version }: ClassModel, fields: string): string {
  return `${identityNamespace} ${canonical(version)} ${fields}`;
}

const whollyHashed = new WeakMap<ClassModel, boolean>();

function isWhollyHashed(model: ClassModel): boolean {
  let answer = whollyHashed.get(model);
  if (answer === undefined) {
    answer = [...model.fields.values()].every(({ isHashed }) => isHashed);
    whollyHashed.set(model, answer);
  }
  return answer;
}

type TextOf = (instance: object, path: string) => string | undefined;

function identify(model: ClassModel, fields: string, dependencies: readonly object[], textOf: TextOf): Known {
  const className = lastSegment(model.identityNamespace);
  if (model.kind === 'config') {
    return { model, hash: undefined, text: valueObjectText(className, fields), dependencies };
  }
  const hash = hashOfCanonical({
    className,
    version: model.version,
    fields,
    dependencies: dependencies.map((dependency) => textOf(dependency, '') ?? ''),
  });
  return { model, hash, text: referenceText(model.identityNamespace, hash), dependencies };
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
