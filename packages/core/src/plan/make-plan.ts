import { modelOfInstance } from '../configuration/index.js';
import { type Target, targetOf } from '../runtime/index.js';
import { blockedReason, decide, type Verdict } from './decide.js';
import { type GraphNode, graphOf } from './graph.js';
import { Misses } from './miss.js';
import { Plan } from './plan.js';
import type { PlanNode } from './plan-node.js';

export interface PlanOptions {
  /** Whether artifacts that failed would be tried again, where their class does not say; instead of `HULDRA_RETRY_FAILED`. */
  readonly retryFailed?: boolean;
}

/**
 * Says what `run` and `loadOrCreate` would do for these artifacts and everything they depend on, and why, without computing or
 * writing anything. Results are read as far as their proof; `validate` is asked where a class has it. An artifact of another
 * process that is computed, failed or published a moment later is planned as it stood when it was looked at.
 *
 * Rejects with `CycleError`, `InvalidConfigError`, or `StorageError` when the disk cannot be read.
 */
export async function plan(targets: object | Iterable<object>, options: PlanOptions = {}): Promise<Plan> {
  const wanted = listOf(targets);
  const planner = new Planner();
  for (const node of graphOf(wanted)) planner.add(node, await decide(node.target, options));
  return new Plan(planner.nodes, planner.nodesOf(wanted));
}

/** One artifact or many. */
function listOf(targets: object | Iterable<object>): readonly object[] {
  const isMany = modelOfInstance(targets) === undefined && Symbol.iterator in targets;
  return isMany ? [...targets] : [targets];
}

/** Makes the nodes of a plan, dependencies first. */
class Planner {
  readonly #misses = new Misses();
  readonly #nodes = new Map<string, PlanNode>();

  get nodes(): readonly PlanNode[] {
    return [...this.#nodes.values()];
  }

  /** The nodes of these artifacts, each once. */
  nodesOf(artifacts: readonly object[]): readonly PlanNode[] {
    return [...new Set(artifacts.map((artifact) => this.#nodeOf(targetOf(artifact))))];
  }

  add({ target, dependencies }: GraphNode, verdict: Verdict): void {
    const node = this.#made(target, dependencies, verdict);
    if (node.decision !== 'hit') this.#misses.add(target);
    this.#nodes.set(target.layout.dir, node);
  }

  #nodeOf({ layout }: Target): PlanNode {
    return this.#nodes.get(layout.dir) as PlanNode;
  }

  #made(target: Target, dependencies: readonly GraphNode[], { decision, reason, status, owner }: Verdict): PlanNode {
    const needed = dependencies.map((dependency) => this.#nodeOf(dependency.target));
    const blocker = decision === 'run' ? needed.find((dependency) => dependency.decision === 'blocked') : undefined;
    const facts = {
      artifact: target.artifact,
      ref: target.ref,
      dependencies: needed,
      status,
      owner,
      ...(reason === undefined ? this.#misses.explain(target) : { reason, comparedWith: undefined }),
      price: decision === 'hit' ? undefined : this.#misses.priceOf(target),
    };
    if (blocker === undefined) return { ...facts, decision, blockedBy: undefined };
    const blockedBy = blocker.blockedBy ?? blocker;
    return { ...facts, decision: 'blocked', reason: blockedReason(blockedBy), blockedBy };
  }
}
