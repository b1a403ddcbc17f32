import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  configure,
  doctor,
  exists,
  fromJSON,
  HuldraError,
  hashOf,
  invalidate,
  load,
  loadOrCreate,
  metadataOf,
  stateOf,
} from '@huldra/core';
import { isRight, specimenOf } from '../specimen.js';
import { wrongInMetadata, wrongInState, wrongInSuccess } from './expected.js';
import type { Mutation } from './mutation.js';
import { Prototypes } from './prototypes.js';
import type { Damager } from './put.js';
import { orderFor, type Stage, type Target } from './scenes.js';

/** What came of a damaged file. */
export interface Judgement {
  /** Whether somebody was told so, by a typed error that there would not have been without the damage. */
  readonly isRefused: boolean;
  readonly problems: readonly string[];
}

type Answer = { readonly value: unknown } | { readonly error: unknown; readonly code: string };

/** What only a programming error throws. */
const untyped: ReadonlySet<string> = new Set(['TypeError', 'RangeError', 'ReferenceError', 'SyntaxError']);

/** In seconds of the hurried clock: longer than the lease, and than a wait without a sign of life may last. */
const leaseSecs = 10;
const maxWaitSecs = 100;

/** One damaged file and everything that huldra's public verbs make of it. */
export class Trial {
  readonly #stage: Stage;
  readonly #target: Target;
  readonly #number: number;
  readonly #problems: string[] = [];
  readonly #prototypes = new Prototypes();
  readonly #answers: Answer[] = [];

  constructor(stage: Stage, target: Target, number: number) {
    this.#stage = stage;
    this.#target = target;
    this.#number = number;
  }

  async run(damager: Damager, mutation: Mutation): Promise<Judgement> {
    const { root } = this.#stage;
    const { scene } = this.#target;
    scene.putBack(root);
    writeFileSync(this.#stage.ledger, '');
    const isSound = damager.put(root, this.#target, mutation);
    const retryFailed = this.#number % 2 === 0;
    configure({ root, fsync: false, ignoreDiff: true, leaseSecs, pollIntervalSecs: 0.001, retryFailed });
    const isTold = scene.isPublished ? await this.#published(mutation, isSound) : await this.#unpublished();
    await this.#recovery(mutation);
    if (!this.#prototypes.areUnchanged()) this.#problems.push('a prototype was changed');
    return { isRefused: isTold, problems: this.#problems };
  }

  get #order() {
    return orderFor(this.#stage, this.#target.scene.kind);
  }

  get #creates(): number {
    return readFileSync(this.#stage.ledger, 'utf8').split('\n').filter(Boolean).length;
  }

  #fail(problem: string): void {
    this.#problems.push(problem);
  }

  async #ask(verb: string, work: () => unknown): Promise<Answer> {
    let answer: Answer;
    try {
      answer = { value: await work() };
    } catch (error) {
      const code = HuldraError.is(error) ? error.code : 'untyped';
      const inside = code === 'COMPUTE' ? undefined : programmingError(error);
      if (code === 'untyped' || inside !== undefined) this.#fail(`${verb}: untyped: ${stackOf(inside ?? error)}`);
      answer = { error, code };
    }
    this.#answers.push(answer);
    return answer;
  }

  /** A value that is not the artifact's is the worst that can happen. */
  async #askForValue(verb: string, work: () => Promise<unknown>): Promise<Answer> {
    const answer = await this.#ask(verb, work);
    if ('value' in answer && !isRight(this.#order, answer.value)) this.#fail(`${verb}: a wrong value`);
    return answer;
  }

  async #looks(): Promise<{ readonly state: Answer; readonly metadata: Answer }> {
    const specimen = specimenOf(this.#order);
    const state = await this.#ask('stateOf', () => stateOf(specimen));
    if ('value' in state) this.#problems.push(...wrongInState(state.value).map((path) => `stateOf: wrong: ${path}`));
    const metadata = await this.#ask('metadataOf', () => metadataOf(specimen));
    if ('value' in metadata && metadata.value !== undefined) {
      this.#problems.push(...wrongInMetadata(metadata.value).map((path) => `metadataOf: wrong: ${path}`));
      const { configuration } = metadata.value as { readonly configuration: unknown };
      const rebuilt = await this.#ask('fromJSON', () => hashOf(fromJSON(configuration)));
      if ('value' in rebuilt && rebuilt.value !== hashOf(specimen)) this.#fail('fromJSON: another artifact');
    }
    if (this.#number % 16 === 0) {
      await this.#ask('doctor', () => doctor(this.#stage.root, { fix: this.#number % 32 === 0 }));
    }
    return { state, metadata };
  }

  /** With a result, damage to anything but its proof may be noticed by those only who ask for what is damaged. */
  async #published(mutation: Mutation, isSound: boolean): Promise<boolean> {
    const specimen = specimenOf(this.#order);
    const { state, metadata } = await this.#looks();
    const present = await this.#ask('exists', () => exists(specimen));
    const loaded = await this.#askForValue('load', () => load(specimen));
    const asked = await this.#askForValue('loadOrCreate', () => loadOrCreate(specimen, { maxWaitSecs }));
    const answers = [present, loaded, asked];
    if (this.#creates > 0) this.#fail(`${this.#creates} creates although something is published`);
    const isHit = answers.every((answer) => 'value' in answer && answer.value !== false);
    const { file } = this.#target;
    if (file === 'SUCCESS.json') {
      if (isHit) this.#checkAccepted(mutation, isSound);
      // That it is there and cannot be loaded is possible: only who loads looks at the files that it names.
      else if ('value' in loaded || 'value' in asked || ('value' in present && present.value !== true))
        this.#fail(`some verbs take the proof, others do not: ${answers.map(described).join(', ')}`);
      return !isHit;
    }
    if (!isHit || !('value' in state)) this.#fail(`a hit depends on ${file}: ${answers.map(described).join(', ')}`);
    if (!('value' in metadata) && file !== 'metadata.json') this.#fail(`metadataOf depends on ${file}`);
    return this.#answers.some((answer) => 'error' in answer);
  }

  /** Of a proof, no changed byte may pass unless its checksum was made right, and then what it says must make sense. */
  #checkAccepted(mutation: Mutation, isSound: boolean): void {
    if (isSound) return;
    const isOlder = mutation.kind === 'whole' && mutation.what === 'of an earlier attempt';
    if (mutation.kind !== 'sealed' && !isOlder) this.#fail('a changed proof was taken');
    const content = readFileSync(join(this.#stage.root, this.#target.path)).toString('utf8');
    this.#problems.push(...wrongInSuccess(JSON.parse(content)).map((path) => `a proof was taken: wrong: ${path}`));
  }

  /** Without a result, there is none until somebody computes it, once. */
  async #unpublished(): Promise<boolean> {
    const specimen = specimenOf(this.#order);
    const present = await this.#ask('exists', () => exists(specimen));
    if ('value' in present && present.value !== false) this.#fail('exists: there is no result');
    const loaded = await this.#ask('load', () => load(specimen));
    if ('value' in loaded) this.#fail('load: there is no result');
    const { state } = await this.#looks();
    if ('value' in state && (state.value as { status: string }).status === 'success') this.#fail('stateOf: success');
    const asked = await this.#askForValue('loadOrCreate', () => loadOrCreate(specimen, { maxWaitSecs }));
    const expected = 'value' in asked ? 1 : 0;
    if (this.#creates !== expected) this.#fail(`${this.#creates} creates instead of ${expected}: ${described(asked)}`);
    return this.#answers.some((answer) => 'error' in answer && !['MISSING_RESULT', 'COMPUTE'].includes(answer.code));
  }

  /** `invalidate` is the way out, unless it is for a person: what is newer, not a file, or said to be of a living owner. */
  async #recovery(mutation: Mutation): Promise<void> {
    const specimen = specimenOf(this.#order);
    const answers = [await this.#ask('invalidate', () => invalidate(specimen, 'a trial'))];
    const before = this.#creates;
    answers.push(await this.#askForValue('loadOrCreate', () => loadOrCreate(specimen, { maxWaitSecs })));
    const errors = answers.filter((answer) => 'error' in answer);
    const isForPeople = mutation.kind === 'whole' && (mutation.what.startsWith('a ') || mutation.what === 'newer');
    const unexplained = errors.filter(({ code }) => code !== 'WAIT_TIMEOUT' && code !== 'NEWER_FORMAT');
    if (!isForPeople && unexplained.length > 0) this.#fail(`it does not recover: ${answers.map(described).join(', ')}`);
    if (errors.length > 0 || this.#creates === before) return;
    const { state, metadata } = await this.#looks();
    const status = 'value' in state ? (state.value as { status: string }).status : described(state);
    if (status !== 'success') this.#fail(`computed anew, and stateOf says ${status}`);
    if (!('value' in metadata) || metadata.value === undefined)
      this.#fail(`computed anew, and metadataOf: ${described(metadata)}`);
  }
}

function described(answer: Answer): string {
  return 'value' in answer ? 'an answer' : `${answer.code} ${String(answer.error).slice(0, 300)}`;
}

function stackOf(error: unknown): string {
  return (error instanceof Error ? `${error.stack}` : String(error)).slice(0, 1000);
}

/** A programming error among the causes: it was caught and given a type that it does not deserve. */
function programmingError(error: unknown): unknown {
  for (let cause = error; cause instanceof Error; cause = cause.cause) if (untyped.has(cause.name)) return cause;
  return undefined;
}
