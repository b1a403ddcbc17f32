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
  const graph = graphOf(wanted);
  const verdicts = new Map<GraphNode, Verdict>();
  for (const node of graph) verdicts.set(node, await decide(node.target, options));
  const needed = neededIn(graph, wanted, verdicts);
  const planner = new Planner();
  for (const node of graph) {
    const verdict = verdicts.get(node) as Verdict;
    planner.add(node, needed.has(node.target.layout.dir) || verdict.decision === 'hit' ? verdict : skipped(verdict));
  }
  return new Plan(planner.nodes, planner.nodesOf(wanted));
}

/** The directories of what is asked for, and of what those depend on that are not there: a result needs nothing any more. */
function neededIn(
  graph: readonly GraphNode[],
  targets: readonly object[],
  verdicts: ReadonlyMap<GraphNode, Verdict>,
): ReadonlySet<string> {
  const needed = new Set(targets.map((artifact) => targetOf(artifact).layout.dir));
  // Dependents come last in the graph, so from its end on whoever needs a node has been looked at before it.
  for (const node of [...graph].reverse()) {
    if (!needed.has(node.target.layout.dir) || verdicts.get(node)?.decision === 'hit') continue;
    for (const { target } of node.dependencies) needed.add(target.layout.dir);
  }
  return needed;
}

function skipped(verdict: Verdict): Verdict {
  return { ...verdict, decision: 'skip', reason: 'not needed: what depends on it is there' };
}

/** One artifact or many. */
function listOf(targets: object | Iterable<object>): readonly object[] {
  const isMany = modelOfInstance(targets) === undefined && Symbol.iterator in targets;
  return isMany ? [...targets] : [targets];
}

/** Whether somebody who depends on it is computed because of it. */
function isMissing({ decision }: PlanNode): boolean {
  return decision !== 'hit' && decision !== 'skip';
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
    if (isMissing(node)) this.#misses.add(target);
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
      price: decision === 'hit' || decision === 'skip' ? undefined : this.#misses.priceOf(target),
    };
    if (blocker === undefined) return { ...facts, decision, blockedBy: undefined };
    const blockedBy = blocker.blockedBy ?? blocker;
    return { ...facts, decision: 'blocked', reason: blockedReason(blockedBy), blockedBy };
  }
}
