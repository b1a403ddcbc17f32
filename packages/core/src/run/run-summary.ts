import { HuldraError, isError } from '../errors/index.js';
import type { ArtifactRef } from '../events/index.js';
import type { NodeOutcome, RunNode } from './run-node.js';

/** What became of one artifact of a run. */
export interface NodeReport {
  readonly artifact: ArtifactRef;
  readonly outcome: NodeOutcome;
  /** How long it took from its beginning, waiting included; undefined when it never began. */
  readonly durationMs: number | undefined;
  /** How often it was tried; more than once after trouble with the infrastructure. */
  readonly attempts: number;
  readonly error: HuldraError | undefined;
}

/** What a run did. */
export interface RunSummary {
  /** The targets and everything that had to be computed for them, dependencies first. */
  readonly nodes: readonly NodeReport[];
  readonly counts: Readonly<Record<NodeOutcome, number>>;
  readonly durationMs: number;
}

export function reportOf({ target, outcome = 'skipped', durationMs, attempts, error }: RunNode): NodeReport {
  return { artifact: target.ref, outcome, durationMs, attempts, error };
}

export function summaryOf(nodes: readonly NodeReport[], durationMs: number): RunSummary {
  const counts = { computed: 0, ready: 0, waited: 0, failed: 0, blocked: 0, skipped: 0, cancelled: 0 };
  for (const { outcome } of nodes) counts[outcome] += 1;
  return { nodes, counts, durationMs };
}

/** `12 computed, 3 ready, 1 failed`. */
export function countsText(counts: RunSummary['counts']): string {
  const parts = Object.entries(counts).filter(([, count]) => count > 0);
  return parts.length === 0 ? 'nothing to do' : parts.map(([outcome, count]) => `${count} ${outcome}`).join(', ');
}

/** So many failures stand in the message; `failures` has all. */
const maxListed = 10;

/** Some artifacts of a run have no result. What finished is published and stays so. */
export class RunError extends HuldraError {
  readonly summary: RunSummary;
  /** Every artifact that failed, with its error. */
  readonly failures: readonly (NodeReport & { readonly error: HuldraError })[];
  /** Whether the run was cancelled, by its signal or from the terminal; then `cause` is the reason. */
  readonly isCancelled: boolean;

  constructor(summary: RunSummary, cancelled: { readonly reason: unknown } | undefined) {
    const failures = summary.nodes.filter(hasFailed);
    super('RUN_FAILED', messageOf(summary, failures, cancelled !== undefined), {
      artifact: failures[0]?.error.artifact,
      cause: cancelled === undefined ? onlyOne(failures) : cancelled.reason,
      retryable: failures.length > 0 && failures.every(({ error }) => error.retryable),
    });
    this.summary = summary;
    this.failures = failures;
    this.isCancelled = cancelled !== undefined;
  }
}

function onlyOne(failures: RunError['failures']): HuldraError | undefined {
  return failures.length === 1 ? failures[0]?.error : undefined;
}

/** The first line of what went wrong, beginning with the artifact's name. */
export function describeError({ className, hash }: ArtifactRef, error: unknown): string {
  const [first = ''] = (isError(error) ? error.message : String(error)).split('\n');
  const name = `${className} ${hash.slice(0, 7)}`;
  return first.startsWith(name) ? first : `${name}: ${first}`;
}

function hasFailed(report: NodeReport): report is NodeReport & { readonly error: HuldraError } {
  return report.outcome === 'failed' && report.error !== undefined;
}

function messageOf({ counts }: RunSummary, failures: RunError['failures'], isCancelled: boolean): string {
  const lines = failures.slice(0, maxListed).map(({ artifact, error }) => {
    return `  - ${describeError(artifact, error)}\n    ${artifact.dir}`;
  });
  const more = failures.length > maxListed ? [`  … and ${failures.length - maxListed} more, in failures`] : [];
  const what = isCancelled ? 'the run was cancelled' : 'the run failed';
  const advice = 'What was computed is kept: run again to go on.';
  return [`${what} (${countsText(counts)}). ${advice}`, ...lines, ...more].join('\n');
}
