import { inspect } from 'node:util';
import { type Decision, noDecisions, type PlanNode } from './plan-node.js';
import type { PlanView } from './plan-view.js';
import { planAsDot } from './render/dot.js';
import { type PlanJson, planAsJson } from './render/json.js';
import { planAsMermaid } from './render/mermaid.js';
import { planAsTable } from './render/table.js';
import { planAsTree } from './render/tree.js';
import { type Schedule, scheduleOf } from './schedule.js';

export interface PlanTextOptions {
  /** `table`: what is to be done, in the order of its dependencies; `tree`: the targets and below each what it depends on. */
  readonly style?: 'table' | 'tree';
  /** Columns of the terminal; by default those of standard output, or 80. */
  readonly width?: number;
  /** How many lines to print before the rest is only counted. Default 60. */
  readonly lines?: number;
}

/** What would happen to a set of artifacts and everything that they depend on. Print it, or take it as data. */
export class Plan implements PlanView {
  /** Each artifact once, dependencies before dependents. */
  readonly nodes: readonly PlanNode[];
  /** The artifacts that were asked for. */
  readonly targets: readonly PlanNode[];
  readonly counts: Readonly<Record<Decision, number>>;
  readonly #byArtifact: ReadonlyMap<string, PlanNode>;
  readonly #schedule: Schedule;

  constructor(nodes: readonly PlanNode[], targets: readonly PlanNode[], nowMs = Date.now()) {
    this.nodes = nodes;
    this.targets = targets;
    const counts = noDecisions();
    for (const { decision } of nodes) counts[decision] += 1;
    this.counts = counts;
    this.#byArtifact = new Map(nodes.map((node) => [`${node.ref.namespace}/${node.ref.hash}`, node]));
    this.#schedule = scheduleOf(nodes, nowMs);
  }

  /** The chain of dependencies that takes longest, by the known prices. */
  get criticalPath(): readonly PlanNode[] {
    return this.#schedule.criticalPath;
  }

  /** How long that chain takes, in milliseconds: no number of machines is faster. */
  get criticalPathMs(): number {
    return this.#schedule.criticalPathMs;
  }

  /** How long everything takes that is to be computed, one after the other, in milliseconds. */
  get totalMs(): number {
    return this.#schedule.totalMs;
  }

  /** How many artifacts are to be computed whose time nobody knows; the two sums are without them. */
  get unpriced(): number {
    return this.#schedule.unpriced;
  }

  /** By `<namespace>/<hash>`. */
  node(name: string): PlanNode | undefined {
    return this.#byArtifact.get(name);
  }

  toString({ style = 'table', width = process.stdout.columns ?? 80, lines = 60 }: PlanTextOptions = {}): string {
    return (style === 'tree' ? planAsTree : planAsTable)(this, { width, lines });
  }

  /** The whole plan as JSON data. */
  toJSON(): PlanJson {
    return planAsJson(this);
  }

  /** For Graphviz. */
  toDot(): string {
    return planAsDot(this);
  }

  /** For Mermaid, which GitHub shows in Markdown. */
  toMermaid(): string {
    return planAsMermaid(this);
  }

  [inspect.custom](): string {
    return this.toString();
  }
}
