import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readIfPresent } from './files.js';
import { type ArtifactLayout, beatPath, type LockListing, ownerPath, parseLocks } from './layout.js';
import { batchJob, isOver, type OwnerRecord, readOwner } from './owner.js';
import { isMissing, storageError } from './storage-error.js';

/** How an artifact stands with respect to ownership. */
export type Standing =
  | {
      /** Nobody owns it: `epoch + 1` may be claimed. */
      readonly kind: 'free';
      /** The highest epoch taken so far; 0 if none. */
      readonly epoch: number;
      /** Its owner, if a record is left. */
      readonly last: OwnerRecord | undefined;
    }
  | {
      readonly kind: 'owned';
      readonly epoch: number;
      readonly owner: OwnerRecord | undefined;
      /** How long this observer has seen no sign of life, in milliseconds. */
      readonly silentMs: number;
    };

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
   * Looks now. Epochs up to `finished` are known to be over, as a result was published by them; `unknown`: there is a result,
   * but its file is damaged, so that a lock without a record is its seal.
   */
  look(published: number | 'unknown' = 0): Standing {
    const listing = this.#list();
    const finished = published === 'unknown' ? 0 : published;
    const epoch = Math.max(listing.highest, finished);
    if (epoch <= finished) return { kind: 'free', epoch, last: undefined };
    const owner = readOwner(ownerPath(this.#layout, epoch));
    if (owner === undefined && published === 'unknown') return { kind: 'free', epoch, last: undefined };
    const evidence = owner === undefined ? this.#withoutRecord(listing, epoch, finished) : this.#ofOwner(owner);
    if (evidence.isOver) return { kind: 'free', epoch, last: owner };

    const silentMs = this.#silence(`${epoch} ${evidence.signs}`);
    if (silentMs > this.#leaseMs) return { kind: 'free', epoch, last: owner };
    return { kind: 'owned', epoch, owner: owner ?? evidence.owner, silentMs };
  }

  #list(): LockListing {
    try {
      return parseLocks(readdirSync(this.#layout.locks));
    } catch (error) {
      if (isMissing(error)) return parseLocks([]);
      throw storageError(error, 'listing the claims', this.#layout.locks, this.#layout.name);
    }
  }

  #ofOwner(owner: OwnerRecord): Evidence {
    const over = isOver(owner, batchJob(process.env));
    return { isOver: over, signs: over ? '' : this.#beat(owner.epoch), owner };
  }

  /**
   * A lock without an owner record was made by somebody who was about to write one, and left an intent first; or it is the
   * seal of the epoch before, taken to publish. It is over when none of these can be alive.
   */
  #withoutRecord(listing: LockListing, epoch: number, finished: number): Evidence {
    const names = listing.intents(epoch);
    const intents = names.map((name) => readOwner(join(this.#layout.locks, name)));
    const previous = epoch - 1 > finished ? readOwner(ownerPath(this.#layout, epoch - 1)) : undefined;
    const suspects = previous === undefined ? intents : [...intents, previous];
    const hasTrace = suspects.some((owner) => owner !== undefined);
    const over = hasTrace && suspects.every((owner) => owner !== undefined && this.#ofOwner(owner).isOver);
    const signs = `${names.join()} ${this.#beat(epoch)} ${previous === undefined ? '' : this.#beat(epoch - 1)}`;
    return { isOver: over, signs, owner: suspects.find((owner) => owner !== undefined) };
  }

  /** The bytes of a heartbeat file: opened and read, since a bare stat may be answered by a cache. */
  #beat(epoch: number): string {
    return readIfPresent(beatPath(this.#layout, epoch), 1024)?.toString('latin1') ?? '';
  }

  #silence(signs: string): number {
    const now = performance.now();
    if (this.#seen?.signs !== signs) this.#seen = { signs, since: now };
    return now - this.#seen.since;
  }
}

interface Evidence {
  readonly isOver: boolean;
  readonly signs: string;
  readonly owner: OwnerRecord | undefined;
}
