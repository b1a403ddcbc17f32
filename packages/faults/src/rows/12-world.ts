import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configure, dirOf } from '@huldra/core';
import { GatedJob } from '../child/gated-job.js';
import { leaseSecs, type Said, type Verb } from '../child/gated-plan.js';
import type { Crew } from './12-crew.js';
import type { Reference } from './12-reference.js';

/** More than the lease of the processes. */
const leasePassesMs = (leaseSecs + 1) * 1000;

/** How many steps a process may take to come to an end of its own accord, when the others do too. */
const maxSteps = 3000;

/** One artifact and the real processes that work on it, in steps; what they do is held against the reference. */
export class World {
  steps = 0;
  readonly #id: number;
  readonly #control: string;
  readonly #crew: Crew;
  readonly #reference: Reference;
  /** What has passed for each actor, see child/gate.ts. */
  readonly #seenMs: number[];
  readonly #ownMs: number[];
  /** The step that each actor stands before. */
  readonly #at: (string | undefined)[];
  /** The epoch for which its heart beats. */
  readonly #beating: (number | undefined)[];
  #beats = 0;

  constructor(root: string, id: number, crew: Crew, reference: Reference) {
    configure({ root });
    this.#id = id;
    this.#control = join(dirOf(GatedJob.of({ id })), '.huldra');
    this.#crew = crew;
    this.#reference = reference;
    this.#seenMs = reference.actors.map(() => 0);
    this.#ownMs = reference.actors.map(() => 0);
    this.#at = reference.actors.map(() => undefined);
    this.#beating = reference.actors.map(() => undefined);
  }

  async begin(index: number, verb: Verb['verb']): Promise<void> {
    this.#reference.begins(index, verb);
    const order = { verb: { verb, id: this.#id }, ...this.#time(index) };
    this.#note(index, await this.#crew.member(index).tell(order));
  }

  /** Lets an actor do up to so many steps. */
  async step(index: number, count: number): Promise<void> {
    for (let done = 0; done < count && this.#at[index] !== undefined; done += 1) {
      this.steps += 1;
      this.#before(index, this.#at[index] ?? '');
      const said = await this.#crew.member(index).tell(this.#time(index));
      this.#reference.sees(index, this.#publishedNow());
      this.#note(index, said);
    }
  }

  /** Lets an actor go on until it stands before such a step, or is done. */
  async runUntil(index: number, step: string): Promise<void> {
    for (let done = 0; done < 60; done += 1) {
      await this.step(index, 1);
      if (this.#at[index]?.startsWith(step) ?? true) return;
    }
  }

  async kill(index: number): Promise<void> {
    await this.#crew.replace(index);
    this.#at[index] = undefined;
    this.#beating[index] = undefined;
    this.#reference.dies(index);
  }

  /** A lease passes. Hearts beat meanwhile, except those of actors who are paused, or between two steps that have no heartbeat. */
  leasePasses(): void {
    for (const [index, { isPaused }] of this.#reference.actors.entries()) {
      this.#seenMs[index] = (this.#seenMs[index] ?? 0) + leasePassesMs;
      const epoch = this.#beating[index];
      if (epoch !== undefined && !isPaused) {
        this.#beats += 1;
        writeFileSync(join(this.#control, 'locks', `${String(epoch).padStart(8, '0')}.beat`), `by hand ${this.#beats}`);
      } else if (this.#at[index] !== undefined) {
        this.#ownMs[index] = (this.#ownMs[index] ?? 0) + leasePassesMs;
        this.#reference.late(index);
      }
    }
  }

  /** Lets everybody come to an end, and then somebody ask: there must be an answer. */
  async settle(): Promise<void> {
    for (const actor of this.#reference.actors) actor.isPaused = false;
    await this.#finish();
    await this.begin(0, 'ask');
    await this.#finish();
    if (this.#reference.published === undefined) this.#reference.problems.push('in the end there is no result');
  }

  async #finish(): Promise<void> {
    const limit = this.steps + maxSteps;
    let nextLease = this.steps + maxSteps / 4;
    while (this.#at.some((step) => step !== undefined)) {
      for (const index of this.#at.keys()) await this.step(index, 5);
      if (this.steps > limit) throw new Error(`stuck: the actors stand before ${this.#at.join(', ')}`);
      if (this.steps < nextLease) continue;
      // Who gave up without a word is waited for, for a lease.
      this.#reference.isStuck();
      this.leasePasses();
      nextLease = this.steps + maxSteps / 4;
    }
  }

  #time(index: number): { readonly seenMs: number; readonly ownMs: number } {
    return { seenMs: this.#seenMs[index] ?? 0, ownMs: this.#ownMs[index] ?? 0 };
  }

  #before(index: number, step: string): void {
    const [, epoch] = /^make beat (\d+)$/.exec(step) ?? [];
    if (epoch !== undefined) this.#beating[index] = Number(epoch);
    const [, claimed] = /^make intent (\d+)$/.exec(step) ?? [];
    if (claimed !== undefined) this.#reference.claims(index, Number(claimed));
    const [, verb, attempt = ''] = /^(create|created) (.*)$/.exec(step) ?? [];
    if (verb === 'create') this.#reference.creates(index, attempt);
    if (verb === 'created') this.#reference.computed(index, attempt);
  }

  #note(index: number, said: Said): void {
    this.#at[index] = said.type === 'at' ? said.step : undefined;
    // Who stands before its seal, or gives its claim back, has already stopped its heart.
    if (said.type === 'done' || /^(?:make lock|read record)/.test(said.step)) this.#beating[index] = undefined;
    if (said.type === 'done') this.#reference.answers(index, said);
  }

  #publishedNow(): string | undefined {
    try {
      const { attempt } = JSON.parse(readFileSync(join(this.#control, 'SUCCESS.json')).toString('utf8')) as {
        attempt: string;
      };
      return attempt;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw error;
    }
  }
}
