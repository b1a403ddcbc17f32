import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CorruptArtifactError } from '../errors/index.js';
import { readIfPresent } from './files.js';
import { isLastBeat } from './last-beat.js';
import { type ArtifactLayout, beatPath, type LockListing, lockPath, ownerPath, parseLocks } from './layout.js';
import { batchJob, findOwner, isOver, type OwnerRecord, readOwner } from './owner.js';
import { isMissing, readingError } from './storage-error.js';

/** How an artifact stands with respect to ownership. */
export type Standing =
  | {
      /** Nobody owns it: `epoch + 1` may be claimed. */
      readonly kind: 'free';
      /** The highest epoch taken so far; 0 if none. */
      readonly epoch: number;
      /** Its last owner, if a record is left; of the epoch before, when the highest is the seal of that. */
      readonly last: OwnerRecord | undefined;
    }
  | {
      readonly kind: 'owned';
      readonly epoch: number;
      readonly owner: OwnerRecord | undefined;
      /** How long this observer has seen no sign of life, in milliseconds. */
      readonly silentMs: number;
    };

/** What can be told of an epoch's owner. */
interface Evidence {
  readonly isOver: boolean;
  readonly owner: OwnerRecord | undefined;
  /** What changes as long as the owner lives. */
  readonly signs: string;
}

/** The owner as it is known where it could say no more than that it gave its claim back: by a name, or by its last beat. */
function asMarked(owner: OwnerRecord, listing: LockListing, beat: string): OwnerRecord {
  const { epoch, token, released, claimedAt } = owner;
  if (released !== undefined || !(listing.isOver(epoch, token) || isLastBeat(beat, token))) return owner;
  const reason = 'its owner gave it back and could not record the outcome';
  return { ...owner, released: { outcome: 'preempted', at: claimedAt, reason } };
}

/** What is no heartbeat (a file larger than any) counts as one that stands still. */
function readBeat(path: string): string {
  try {
    return readIfPresent(path, 1024)?.toString('latin1') ?? '';
  } catch (error) {
    if (CorruptArtifactError.is(error)) return 'damaged';
    throw error;
  }
}

/**
 * Watches the claims on one artifact. Keeps what it saw of heartbeats, because an owner out of sight is dead only when the
 * *bytes* of its heartbeat have not changed for a full lease on this observer's own monotonic clock: no clocks are compared
 * between hosts, and no time stamps are read, which caches may serve.
 */
export class Observer {
  readonly #layout: ArtifactLayout;
  readonly #leaseMs: number;
  #seen: { readonly signs: string; readonly since: number } | undefined;

  constructor(layout: ArtifactLayout, leaseMs: number) {
    this.#layout = layout;
    this.#leaseMs = leaseMs;
  }

  /**
   * Looks now. Epochs up to `published` are known to be over, as a result was published by them; `unknown`: there is a result,
   * but its file is damaged, so that a lock which nobody meant to claim is its seal. Throws `StorageError`, or
   * `NewerFormatError` when a newer huldra has made a claim.
   */
  look(published: number | 'unknown' = 0): Standing {
    const hint = this.#list();
    const finished = published === 'unknown' ? 0 : published;
    let epoch = Math.max(hint.highest, finished);
    // A listing may come from a cache: that the file exists is what counts.
    while (existsSync(lockPath(this.#layout, epoch + 1))) epoch += 1;
    if (epoch <= finished) return { kind: 'free', epoch, last: undefined };

    const lookedAt = performance.now();
    // A listing is no snapshot: it may have the lock and lack the intent, when both were made while it was read. One that was begun when
    // the lock was there lacks the intent only if there is a record by its end.
    const listing = existsSync(ownerPath(this.#layout, epoch)) ? hint : this.#list();
    const { isOver, owner, signs } = this.#evidence(listing, epoch, published);
    const silentMs = isOver ? Number.POSITIVE_INFINITY : this.#silence(`${epoch} ${signs}`, lookedAt);
    if (silentMs <= Math.max(this.#leaseMs, owner?.leaseMs ?? 0)) return { kind: 'owned', epoch, owner, silentMs };
    return { kind: 'free', epoch, last: owner };
  }

  #list(): LockListing {
    try {
      return parseLocks(readdirSync(this.#layout.locks));
    } catch (error) {
      if (isMissing(error)) return parseLocks([]);
      throw readingError(error, this.#layout.locks);
    }
  }

  #evidence(listing: LockListing, epoch: number, published: number | 'unknown'): Evidence {
    const recorded = findOwner(ownerPath(this.#layout, epoch));
    const signs = this.#beat(epoch);
    if (recorded !== undefined && recorded !== 'damaged' && recorded.epoch === epoch) {
      const owner = asMarked(recorded, listing, signs);
      // Who yielded has seen a result: when this host does not see it yet, a cache still says "no such file". It will, within a lease.
      const isUnseen = published === 0 && owner.released?.outcome === 'yielded';
      return { isOver: !isUnseen && isOver(owner, batchJob(process.env)), owner, signs };
    }
    const intents = recorded === undefined ? listing.intents(epoch) : undefined;
    // Somebody owns it, and nobody can tell who: only the heartbeat can say whether it lives.
    if (intents === undefined) return { isOver: false, owner: undefined, signs };
    return this.#withoutRecord(listing, intents, epoch, published);
  }

  /**
   * A lock without an owner record was made by somebody who was about to write one, and left an intent first; or it is the
   * seal of the epoch before, taken to publish. It is over when none of these can be alive.
   */
  #withoutRecord(
    listing: LockListing,
    names: readonly string[],
    epoch: number,
    published: number | 'unknown',
  ): Evidence {
    if (published === 'unknown' && names.length === 0) return { isOver: true, owner: undefined, signs: '' };
    const finished = published === 'unknown' ? 0 : published;
    const intents = names.map((name) => readOwner(join(this.#layout.locks, name)));
    const previous = epoch - 1 > finished ? readOwner(ownerPath(this.#layout, epoch - 1)) : undefined;
    const beat = previous === undefined ? '' : this.#beat(epoch - 1);
    const makers = previous === undefined ? intents : [...intents, previous];
    const suspects = makers.map((owner) => owner && asMarked(owner, listing, beat));
    // Who failed in claiming it has said so, and may have been the only one.
    const isTraced = suspects.length > 0 || listing.hasGivenUp(epoch);
    const over = isTraced && suspects.every((owner) => owner !== undefined && isOver(owner, batchJob(process.env)));
    return { isOver: over, owner: suspects.find((owner) => owner !== undefined), signs: `${names.join()} ${beat}` };
  }

  /** The bytes of a heartbeat file: opened and read, since a bare stat may be answered by a cache. */
  #beat(epoch: number): string {
    return readBeat(beatPath(this.#layout, epoch));
  }

  /**
   * How long the same signs are known to have stood there: from after they were first read until before they were read again. What
   * passes in between is not silence: this process may be stopped there, for hours, while the owner's heart beats.
   */
  #silence(signs: string, lookedAt: number): number {
    if (this.#seen?.signs !== signs) this.#seen = { signs, since: performance.now() };
    return Math.max(0, lookedAt - this.#seen.since);
  }
}
