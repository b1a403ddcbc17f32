import { CycleError } from '../errors/index.js';
import { dependenciesOf } from '../identity/index.js';
import { shortName, type Target, targetOf } from '../runtime/index.js';

/** An artifact among those that a request needs. */
export interface GraphNode {
  readonly target: Target;
  /** What it directly depends on, each artifact once. */
  readonly dependencies: readonly GraphNode[];
}

interface Frame {
  readonly target: Target;
  readonly pending: object[];
  readonly dependencies: Set<GraphNode>;
}

/**
 * The targets and everything they depend on, each artifact once (by its directory), dependencies before dependents. Instances
 * of the same configuration are one node. Throws `CycleError` with the path, and what `identityOf` throws.
 */
export function graphOf(targets: readonly object[]): readonly GraphNode[] {
  const done = new Map<string, GraphNode>();
  const open = new Set<string>();
  // An explicit stack, so that a chain of ten thousand artifacts does not overflow the call stack.
  const stack: Frame[] = [];

  const enter = (artifact: object): void => {
    const target = targetOf(artifact);
    const { dir } = target.layout;
    const known = done.get(dir);
    if (known !== undefined) {
      stack.at(-1)?.dependencies.add(known);
      return;
    }
    if (open.has(dir)) throw cycle(stack, target);
    open.add(dir);
    stack.push({ target, pending: [...dependenciesOf(artifact)].reverse(), dependencies: new Set() });
  };

  for (const artifact of targets) {
    enter(artifact);
    for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
      const next = frame.pending.pop();
      if (next !== undefined) {
        enter(next);
        continue;
      }
      stack.pop();
      const { dir } = frame.target.layout;
      const node: GraphNode = { target: frame.target, dependencies: [...frame.dependencies] };
      open.delete(dir);
      done.set(dir, node);
      stack.at(-1)?.dependencies.add(node);
    }
  }
  return [...done.values()];
}

function cycle(stack: readonly Frame[], target: Target): CycleError {
  const from = stack.findIndex((frame) => frame.target.layout.dir === target.layout.dir);
  const path = [...stack.slice(from).map((frame) => frame.target), target].map(shortName);
  return new CycleError(
    `artifacts depend on each other: ${path.join(' -> ')}. None of them could be computed first; take one of the dependencies out.`,
    { artifact: target.layout.name, path: target.layout.dir },
  );
}
