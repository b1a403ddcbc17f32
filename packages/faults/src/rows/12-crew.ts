import { GatedProcess } from '../rig/gated-process.js';

/** Processes that are kept from run to run, because starting them takes far longer than a run. */
export class Crew {
  readonly #start: () => GatedProcess;
  readonly #members: GatedProcess[];
  /** They start while others work. */
  readonly #spares: GatedProcess[];

  constructor(count: number, root: string, execArgv: readonly string[]) {
    this.#start = () => new GatedProcess(root, execArgv);
    this.#members = Array.from({ length: count }, this.#start);
    this.#spares = [this.#start()];
  }

  /** Resolves when all have said that they are ready. */
  async ready(): Promise<void> {
    for (const member of this.#members) await member.hear();
  }

  member(index: number): GatedProcess {
    const member = this.#members[index];
    if (member === undefined) throw new Error(`there is no process ${index}`);
    return member;
  }

  /** Kills a process; another one, which knows nothing of what it did, takes its place. */
  async replace(index: number): Promise<void> {
    const spare = this.#spares.shift() ?? this.#start();
    this.#spares.push(this.#start());
    await this.member(index).kill();
    this.#members[index] = spare;
    await spare.hear();
  }

  /** After a run that went wrong nobody knows what they are in the middle of. */
  async replaceAll(): Promise<void> {
    for (const index of this.#members.keys()) await this.replace(index);
  }

  async end(): Promise<void> {
    await Promise.all([...this.#members, ...this.#spares].map((process) => process.kill()));
  }
}
