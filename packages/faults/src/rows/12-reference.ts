import type { Said, Verb } from '../child/gated-plan.js';

/** What is known of one process that works on the artifact. */
interface Actor {
  /** What it was asked to do; undefined while it is idle. */
  verb: Verb['verb'] | undefined;
  isPaused: boolean;
  /** The epoch that it took last. */
  epoch: number;
  /** Its present claim has shown no sign of life for a lease: it may be taken over, and create beside another. */
  isLate: boolean;
  creating: string | undefined;
  /** What it set aside although a later epoch than its own had published it. */
  taken: string | undefined;
  /** Attempts that were published at some time since it was asked. */
  readonly seen: Set<string>;
}

/**
 * The protocol as its users know it, without files: one artifact that has a result or none. A run of the real processes is held
 * against it, step by step.
 */
export class Reference {
  readonly actors: readonly Actor[];
  readonly problems: string[] = [];
  published: string | undefined;
  readonly #everPublished = new Set<string>();
  readonly #computed = new Set<string>();
  #creates = 0;
  /** The epoch under which a result was set aside last. */
  #removedUnder = 0;
  /** Something has happened after which it is right to compute once more. */
  #isExcused = false;
  #hasFailed = false;
  #wasLate = false;

  constructor(count: number) {
    this.actors = Array.from({ length: count }, newActor);
  }

  actor(index: number): Actor {
    const actor = this.actors[index];
    if (actor === undefined) throw new Error(`there is no actor ${index}`);
    return actor;
  }

  begins(index: number, verb: Verb['verb']): void {
    const actor = this.actor(index);
    actor.verb = verb;
    actor.seen.clear();
    if (this.published !== undefined) actor.seen.add(this.published);
  }

  claims(index: number, epoch: number): void {
    Object.assign(this.actor(index), { epoch, isLate: false });
  }

  creates(index: number, attempt: string): void {
    const actor = this.actor(index);
    const isBeside = this.actors.some((other) => other.creating !== undefined && !other.isLate);
    if (isBeside && !actor.isLate) this.problems.push(`${attempt}: a create beside that of a living owner`);
    if (this.#creates > 0 && !this.#isExcused) this.problems.push(`${attempt}: a create without need`);
    this.#creates += 1;
    actor.creating = attempt;
  }

  computed(index: number, attempt: string): void {
    const actor = this.actor(index);
    actor.creating = undefined;
    if (actor.verb !== 'fail') this.#computed.add(attempt);
    else {
      this.#hasFailed = true;
      this.#isExcused = true;
    }
  }

  /** For a lease, nobody saw a sign of life of what this actor was doing. */
  late(index: number): void {
    this.actor(index).isLate = true;
    this.#isExcused = true;
    this.#wasLate = true;
  }

  dies(index: number): void {
    if (this.actor(index).verb !== undefined) this.#isExcused = true;
    Object.assign(this.actor(index), newActor());
  }

  /** What is published after a step of this actor. */
  sees(index: number, attempt: string | undefined): void {
    if (attempt === this.published) return;
    if (attempt === undefined) this.#removed(index);
    else this.#appeared(index, attempt);
    this.published = attempt;
  }

  answers(index: number, { value, code, message }: Extract<Said, { type: 'done' }>): void {
    const actor = this.actor(index);
    if (value !== undefined && !actor.seen.has(value))
      this.problems.push(`${value} was returned, and not published meanwhile`);
    if (code !== undefined && !this.#isAllowed(code, actor.verb))
      this.problems.push(`${actor.verb}: ${code} ${message}`);
    if (actor.taken !== undefined)
      this.problems.push(`${actor.taken} was set aside under epoch ${actor.epoch}, and not put back`);
    actor.verb = undefined;
    actor.creating = undefined;
    actor.taken = undefined;
  }

  #isAllowed(code: string, verb: Verb['verb'] | undefined): boolean {
    if (code === 'COMPUTE_FAILED') return this.#hasFailed && verb !== 'invalidate';
    return code === 'LOST_CLAIM' && this.#wasLate;
  }

  #removed(index: number): void {
    const { verb, epoch } = this.actor(index);
    const { published } = this;
    if (verb !== 'invalidate') this.problems.push(`${published} vanished, and nobody invalidated it`);
    if (published !== undefined && epochOf(published) < epoch) this.#removedUnder = epoch;
    else this.actor(index).taken = published;
    this.#isExcused = true;
  }

  #appeared(index: number, attempt: string): void {
    if (this.published !== undefined) this.problems.push(`${attempt} replaced ${this.published}`);
    if (!this.#computed.has(attempt)) this.problems.push(`${attempt} was published, and not computed to its end`);
    if (epochOf(attempt) <= this.#removedUnder)
      this.problems.push(`${attempt} was published after an invalidation under epoch ${this.#removedUnder}`);
    // Whoever was late may have to put back what it took from its successor.
    if (this.#everPublished.has(attempt) && !this.actor(index).isLate)
      this.problems.push(`${attempt} was published twice`);
    this.#everPublished.add(attempt);
    for (const actor of this.actors) actor.taken = undefined;
    for (const { verb, seen } of this.actors) if (verb !== undefined) seen.add(attempt);
  }
}

function newActor(): Actor {
  return {
    verb: undefined,
    isPaused: false,
    epoch: 0,
    isLate: false,
    creating: undefined,
    taken: undefined,
    seen: new Set(),
  };
}

/** The epoch of an attempt, with which its name begins. */
function epochOf(attempt: string): number {
  return Number.parseInt(attempt, 10);
}
