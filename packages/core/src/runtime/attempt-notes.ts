import { emit, type FailedEvent } from '../events/index.js';
import { type ResourceUse, resourceUse } from '../provenance/index.js';
import { type Status, type Transition, transition } from '../state/index.js';
import {
  appendEvent,
  type Claim,
  type StateRecord,
  type StoredError,
  type Success,
  summary,
  writeStateFile,
} from '../store/index.js';
import { depth } from './active.js';
import type { AttemptRequest } from './attempt-request.js';
import { afterwards } from './bookkeeping.js';
import type { AttemptInfo } from './contexts.js';
import { type AttemptFinish, type Metadata, newMetadata, writeMetadata } from './metadata-file.js';
import { takenOver } from './predecessor.js';
import type { RecordedGit } from './recorded-git.js';
import { Requests } from './requests.js';
import { harmlessError } from './stored-error.js';

/** Why an attempt gave its claim back without a result. */
export interface Ending {
  readonly outcome: 'failed' | 'preempted';
  readonly reason: string;
  readonly error: StoredError;
  readonly logTail: readonly string[];
}

/** What an attempt writes down about itself (`metadata.json`, `state.json`, `events.jsonl`), and says to whoever listens. */
export class AttemptNotes {
  readonly #request: AttemptRequest;
  readonly #id: string;
  readonly #meter = resourceUse();
  readonly #started = performance.now();
  /** What `create` asks for. */
  readonly requests: Requests;
  #metadata: Metadata | undefined;
  #resources: ResourceUse | undefined;
  #status: Status;

  constructor(request: AttemptRequest, id: string) {
    this.#request = request;
    this.#id = id;
    this.requests = new Requests(request.target);
    this.#status = request.reason === 'invalidated' ? 'missing' : request.reason;
  }

  begun(info: AttemptInfo): void {
    const { target, claim, reason, predecessor } = this.#request;
    const takenOverFrom = takenOver(predecessor);
    this.#metadata = newMetadata(target, info);
    writeMetadata(claim.layout, this.#metadata);
    this.#advance('start', reason);
    if (takenOverFrom !== undefined) {
      const { epoch, owner, why } = takenOverFrom;
      this.#append('takenOver', { reason: why, from: { epoch, owner } });
    }
    this.#append('started', {
      reason,
      owner: summary(claim.owner),
      ...(predecessor === undefined ? {} : { predecessor }),
      ...(info.resumedFrom === undefined ? {} : { resumedFrom: info.resumedFrom }),
    });
    emit({ type: 'started', reason, artifact: target.ref, depth: depth(), attempt: this.#id, takenOverFrom });
  }

  /** Completes the metadata. Called while the claim is held: afterwards they may be those of another attempt. */
  finished(outcome: AttemptFinish['outcome'], git: RecordedGit | undefined): void {
    const resources = this.#meter.end();
    this.#resources = resources;
    if (this.#metadata === undefined) return;
    const finish: AttemptFinish = { finishedAt: new Date().toISOString(), outcome, resources };
    const metadata = { ...this.#metadata, dependencies: this.requests.record() };
    const attempt = { ...metadata.attempt, ...finish };
    writeMetadata(this.#request.claim.layout, { ...metadata, attempt, ...(git === undefined ? {} : { git }) });
  }

  /** What follows publication makes it visible; the result exists whatever becomes of it. */
  published({ manifest }: Success): void {
    const { target } = this.#request;
    const { files, bytes } = manifest;
    const durationMs = this.#durationMs();
    afterwards(target, () => {
      this.#advance('publish', 'created');
      this.#append('published', { ...this.#took(durationMs), ...manifest });
    });
    emit({ type: 'published', reason: 'created', ...this.#about(), durationMs, files, bytes });
  }

  gaveBack({ outcome, reason, error, logTail }: Ending, thrown: unknown): void {
    const durationMs = this.#durationMs();
    afterwards(this.#request.target, () => {
      this.#advance(outcome === 'failed' ? 'fail' : 'preempt', reason, { error, logTail });
      this.#append(outcome, { reason, ...this.#took(durationMs), error, logTail });
    });
    this.#say(reason === 'cancelled' ? 'cancelled' : 'error', durationMs, harmlessError(thrown));
  }

  lost(why: string, successor: ReturnType<Claim['successor']>, error: Error): void {
    const durationMs = this.#durationMs();
    afterwards(this.#request.target, () => {
      // Whoever took over tells the story from there.
      if (successor === 'nobody') this.#advance('preempt', `lost: ${why}`);
      const by = typeof successor === 'object' ? { by: { epoch: successor.epoch, owner: summary(successor) } } : {};
      this.#append('lost', { reason: why, ...this.#took(durationMs), ...by });
    });
    this.#say('lost', durationMs, error);
  }

  #say(reason: FailedEvent['reason'], durationMs: number, error: unknown): void {
    emit({ type: 'failed', reason, ...this.#about(), durationMs, error });
  }

  #about(): Pick<FailedEvent, 'artifact' | 'depth' | 'attempt'> {
    return { artifact: this.#request.target.ref, depth: depth(), attempt: this.#id };
  }

  #durationMs(): number {
    return performance.now() - this.#started;
  }

  #took(durationMs: number): { readonly durationMs: number; readonly resources?: ResourceUse | undefined } {
    return { durationMs: Math.round(durationMs), resources: this.#resources };
  }

  #append(type: Parameters<typeof appendEvent>[1], details: Readonly<Record<string, unknown>>): void {
    const { layout, epoch } = this.#request.claim;
    appendEvent(layout, type, epoch, { attempt: this.#id, ...details });
  }

  #advance(
    type: Transition['type'],
    reason: string,
    details: Partial<Pick<StateRecord, 'error' | 'logTail'>> = {},
  ): void {
    const { claim, predecessor } = this.#request;
    const { epoch, owner, layout } = claim;
    this.#status = transition(this.#status, { type }) ?? this.#status;
    writeStateFile(layout, {
      status: this.#status,
      reason,
      epoch,
      attempt: this.#id,
      owner: summary(owner),
      takenOverFrom: takenOver(predecessor),
      startedAt: owner.claimedAt,
      ...details,
    });
  }
}
