import { Subject, type SubjectOptions } from './subject.js';

/** One subject for each lane, replaced by another when it has not survived. */
export class Standbys {
  readonly #optionsOf: (lane: number) => SubjectOptions;
  readonly #subjects: (Subject | undefined)[];

  constructor(lanes: number, optionsOf: (lane: number) => SubjectOptions) {
    this.#optionsOf = optionsOf;
    this.#subjects = Array.from({ length: lanes }, () => undefined);
  }

  /** The lane's subject, which waits for orders. */
  async get(lane: number): Promise<Subject> {
    const present = this.#subjects[lane];
    if (present !== undefined && !present.isOver) return present;
    const subject = new Subject(this.#optionsOf(lane));
    this.#subjects[lane] = subject;
    await subject.ready();
    return subject;
  }

  async end(): Promise<void> {
    await Promise.all(this.#subjects.map((subject) => subject?.end()));
  }
}
