import { availableParallelism, totalmem } from 'node:os';
import { ConfigurationError } from '../errors/index.js';
import type { Resources } from '../metadata/index.js';
import { type Executor, shortName, type Target } from '../runtime/index.js';
import { type Quantities, quantitiesOf } from './quantities.js';

/** The quantity of which every attempt needs one. */
const slots = 'concurrency';

/** What may be used at once, and how needs are measured by it. */
export interface Capacities {
  readonly total: Quantities;
  /** Throws `ConfigurationError` when an artifact needs more than there will ever be. */
  needsOf(target: Target): Quantities;
}

export interface CapacityOptions {
  readonly concurrency?: number | undefined;
  readonly resources?: Resources | undefined;
  readonly resourcesOf?: ((artifact: object) => Resources | undefined) | undefined;
}

/** The capacities of a run: those given, and the processors and memory of this machine where its attempts run here. */
export function capacitiesOf(executor: Executor, options: CapacityOptions): Capacities {
  const isHere = executor.lifetime !== 'detached';
  const { concurrency = executor.capacity ?? (isHere ? availableParallelism() : Number.POSITIVE_INFINITY) } = options;
  if (!(concurrency >= 1)) {
    throw new ConfigurationError(`run() was given the concurrency ${concurrency}; it needs a number from 1.`, {
      path: 'concurrency',
    });
  }
  const given = quantitiesOf(options.resources ?? {}, 'run()');
  const machine = isHere
    ? ([
        ['cpus', availableParallelism()],
        ['memory', usableMemory()],
      ] as const)
    : [];
  const total = new Map([...machine, ...given, [slots, concurrency]]);
  return {
    total,
    needsOf(target) {
      const { ref, artifact, identity } = target;
      const asked = { ...identity.model.options.resources, ...options.resourcesOf?.(artifact) };
      const needs = new Map(quantitiesOf(asked, ref.className));
      const cpus = needs.get('cpus');
      // A class that would like 64 of them works with fewer; of everything else too little means failure.
      if (isHere && cpus !== undefined && !given.has('cpus')) {
        needs.set('cpus', Math.min(cpus, total.get('cpus') ?? cpus));
      }
      if (!isHere) for (const name of needs.keys()) if (!given.has(name)) needs.delete(name);
      for (const [name, amount] of needs) refuseTooMuch(target, name, amount, total.get(name));
      return needs.set(slots, 1);
    },
  };
}

function refuseTooMuch(target: Target, name: string, amount: number, there: number | undefined): void {
  if (there !== undefined && amount <= there) return;
  const what =
    there === undefined
      ? `and run() was not told how much there is. Say it: run(targets, { resources: { ${name}: … } })`
      : `and there is ${there} in all. Raise it in run(targets, { resources }), lower the need, or use another executor`;
  throw new ConfigurationError(`${shortName(target)} needs ${amount} of "${name}", ${what}. Nothing was started.`, {
    artifact: target.layout.name,
    path: name,
  });
}

/** Of this machine, or of the container that this process is in. */
function usableMemory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}
