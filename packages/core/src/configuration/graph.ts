import { CycleError } from '../errors/index.js';
import type { ClassModel } from '../metadata/index.js';
import { joinPath } from './paths.js';
import { modelOfInstance, visitInstances } from './walk.js';

/** A decorated instance within a configuration. */
export interface ConfigNode {
  readonly instance: object;
  readonly model: ClassModel;
  /** Where it was first found, seen from the root; empty for the root. */
  readonly path: string;
}

interface Frame extends ConfigNode {
  readonly children: ConfigNode[];
}

/** What counts as a child of an instance beside what its fields hold. */
export type FurtherChildren = (instance: object) => readonly object[];

/**
 * Every decorated instance that `root` holds, itself included, each once and children before their parents. Instances for
 * which `isDone` holds are left out together with what they hold. An explicit stack, so that a chain of ten thousand
 * artifacts does not overflow the call stack. Throws `CycleError` when an instance holds itself.
 */
export function nodesOf(
  root: object,
  model: ClassModel,
  isDone: (instance: object) => boolean,
  further: FurtherChildren = () => [],
): readonly ConfigNode[] {
  const node = { instance: root, model, path: '' };
  if (isDone(root)) return [];
  // Most hold nothing: for them there is nothing to walk.
  return childrenOf(node, further).length === 0 ? [node] : walk(node, isDone, further);
}

function walk(
  root: ConfigNode,
  isDone: (instance: object) => boolean,
  further: FurtherChildren,
): readonly ConfigNode[] {
  const finished = new Set<object>();
  const open = new Set<object>();
  const order: ConfigNode[] = [];
  const stack: Frame[] = [];

  const enter = (node: ConfigNode) => {
    if (finished.has(node.instance) || isDone(node.instance)) return;
    if (open.has(node.instance)) throw cycle(stack, node);
    open.add(node.instance);
    stack.push({ ...node, children: childrenOf(node, further) });
  };

  enter(root);
  for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
    const child = frame.children.pop();
    if (child !== undefined) {
      enter(child);
      continue;
    }
    stack.pop();
    open.delete(frame.instance);
    finished.add(frame.instance);
    order.push({ instance: frame.instance, model: frame.model, path: frame.path });
  }
  return order;
}

function childrenOf({ instance, model, path }: ConfigNode, further: FurtherChildren): ConfigNode[] {
  const children: ConfigNode[] = [];
  for (const name of model.fields.keys()) {
    const value: unknown = Reflect.get(instance, name);
    if (typeof value !== 'object' || value === null) continue;
    visitInstances(value, joinPath(path, name), (child, childModel, childPath) => {
      children.push({ instance: child, model: childModel, path: childPath });
    });
  }
  further(instance).forEach((child, index) => {
    const childModel = modelOfInstance(child);
    if (childModel === undefined) return;
    children.push({ instance: child, model: childModel, path: joinPath(path, `dependencies()[${index}]`) });
  });
  // The stack takes them from the end; reversed, they come in the order in which they were declared.
  return children.reverse();
}

function cycle(stack: readonly Frame[], { instance, model, path }: ConfigNode): CycleError {
  const from = stack.findIndex((frame) => frame.instance === instance);
  const names = [...stack.slice(from).map((frame) => frame.model.name), model.name];
  return new CycleError(
    `the configuration holds itself: ${names.join(' -> ')} (at ${path}). An artifact cannot depend on its own result; take one of the fields out.`,
    { artifact: model.name, path },
  );
}
