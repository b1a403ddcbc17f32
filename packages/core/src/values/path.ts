/** How deep values may nest. Far above any sensible configuration, far below the end of the stack. */
export const maxDepth = 500;

/** A place in a `Map`, by the position of its entry. */
export interface MapStep {
  readonly part: 'key' | 'value';
  readonly key: unknown;
  readonly position: number;
}

/** One step from a container to what it holds: a member's name, the position of an element, a map's entry. */
export type Step = string | number | MapStep;

const identifier = /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u;

function mapStepText({ part, key, position }: MapStep): string {
  if (part === 'key') return `[key ${position}]`;
  if (typeof key === 'string') return `[${JSON.stringify(key)}]`;
  const isScalar = typeof key === 'number' || typeof key === 'bigint' || typeof key === 'boolean' || key === null;
  return isScalar ? `[${String(key)}]` : `[entry ${position}]`;
}

function append(path: string, step: Step): string {
  if (typeof step === 'number') return `${path}[${step}]`;
  if (typeof step !== 'string') return path + mapStepText(step);
  if (!identifier.test(step)) return `${path}[${JSON.stringify(step)}]`;
  return path === '' ? step : `${path}.${step}`;
}

/**
 * Where a walk through a value stands: the containers it is inside of and the step taken from each. The path is only put into
 * words when somebody asks, which on the usual way through a value nobody does.
 */
export class Trail {
  readonly #root: string;
  readonly #holders: object[] = [];
  readonly #steps: Step[] = [];

  constructor(root: string) {
    this.#root = root;
  }

  /** Goes into a container, unless it is one already entered (a cycle) or lies too deep. */
  enter(holder: object): 'entered' | 'cycle' | 'too deep' {
    if (this.#holders.includes(holder)) return 'cycle';
    if (this.#holders.length === maxDepth) return 'too deep';
    this.#holders.push(holder);
    this.#steps.push('');
    return 'entered';
  }

  /** Points at something in the innermost container. */
  at(step: Step): void {
    this.#steps[this.#steps.length - 1] = step;
  }

  leave(): void {
    this.#holders.pop();
    this.#steps.pop();
  }

  /** The path of what is pointed at, such as `tags[2]` or `table["k"]`; the root's path when no container was entered. */
  path(): string {
    return this.#steps.reduce<string>(append, this.#root);
  }

  /** The path of a container that was entered. */
  pathOf(holder: object): string {
    return this.#steps.slice(0, this.#holders.indexOf(holder)).reduce<string>(append, this.#root);
  }
}
