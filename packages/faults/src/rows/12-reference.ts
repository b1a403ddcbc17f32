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
  /** Whether it was late at some time since it was asked. */
  wasLate: boolean;
  /** Whether its create, or that of another since it was asked, has failed. */
  sawFailure: boolean;
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
  /** How often create may still begin. */
  #due = 1;
  /** The epoch under which a result was set aside last. */
  #removedUnder = 0;
  #wasAnybodyLate = false;

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
    const failures = this.actors.filter(({ verb, sawFailure }) => verb === 'fail' && sawFailure);
    // What fails just now may be recorded after this one has begun.
    Object.assign(actor, { verb, wasLate: false, sawFailure: failures.length > 0 });
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
    if (this.#due <= 0) this.problems.push(`${attempt}: a create without need`);
    this.#due -= 1;
    actor.creating = attempt;
  }

  computed(index: number, attempt: string): void {
    const actor = this.actor(index);
    actor.creating = undefined;
    if (actor.verb !== 'fail') {
      this.#computed.add(attempt);
      return;
    }
    this.#due += 1;
    for (const other of this.actors) if (other.verb !== undefined) other.sawFailure = true;
  }

  /** For a lease, nobody saw a sign of life of what this actor was doing. */
  late(index: number): void {
    Object.assign(this.actor(index), { isLate: true, wasLate: true });
    this.#due += 1;
    this.#wasAnybodyLate = true;
  }

  /** All wait, and nothing but the end of a lease can help. */
  isStuck(): void {
    if (!this.#wasAnybodyLate) this.problems.push('all wait for a lease to end, and nobody was late');
  }

  dies(index: number): void {
    if (this.actor(index).verb !== undefined) this.#due += 1;
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
    if (code !== undefined && !isAllowed(code, actor)) this.problems.push(`${actor.verb}: ${code} ${message}`);
    if (actor.taken !== undefined)
      this.problems.push(`${actor.taken} was set aside under epoch ${actor.epoch}, and not put back`);
    actor.verb = undefined;
    actor.creating = undefined;
    actor.taken = undefined;
  }

  #removed(index: number): void {
    const { verb, epoch } = this.actor(index);
    const { published } = this;
    if (verb !== 'invalidate' && verb !== 'renew')
      this.problems.push(`${published} vanished, and nobody invalidated it`);
    if (published !== undefined && epochOf(published) < epoch) this.#removedUnder = epoch;
    else this.actor(index).taken = published;
    this.#due += 1;
  }

  #appeared(index: number, attempt: string): void {
    if (this.published !== undefined) this.problems.push(`${attempt} replaced ${this.published}`);
    if (!this.#computed.has(attempt)) this.problems.push(`${attempt} was published, and not computed to its end`);
    // Who renews publishes under the epoch under which it has set the former result aside.
    if (epochOf(attempt) < this.#removedUnder)
      this.problems.push(`${attempt} was published after an invalidation under epoch ${this.#removedUnder}`);
    // Whoever was late may have to put back what it took from its successor.
    if (this.#everPublished.has(attempt) && !this.actor(index).isLate)
      this.problems.push(`${attempt} was published twice`);
    this.#everPublished.add(attempt);
    for (const actor of this.actors) actor.taken = undefined;
    for (const { verb, seen } of this.actors) if (verb !== undefined) seen.add(attempt);
  }
}

function isAllowed(code: string, { verb, sawFailure, wasLate }: Actor): boolean {
  if (code === 'COMPUTE_FAILED') return sawFailure && verb !== 'invalidate';
  return code === 'LOST_CLAIM' && wasLate;
}

function newActor(): Actor {
  return {
    verb: undefined,
    isPaused: false,
    epoch: 0,
    isLate: false,
    wasLate: false,
    sawFailure: false,
    creating: undefined,
    taken: undefined,
    seen: new Set(),
  };
}

/** The epoch of an attempt, with which its name begins. */
function epochOf(attempt: string): number {
  return Number.parseInt(attempt, 10);
}
