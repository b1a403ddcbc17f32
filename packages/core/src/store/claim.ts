import { existsSync, linkSync, renameSync } from 'node:fs';
import type { Settings } from '../settings/index.js';
import { createExclusive } from './exclusive-create.js';
import { linkExclusive, makeDirectories, replaceFile, writeNew } from './files.js';
import { type Heartbeat, type LossReason, startHeartbeat } from './heartbeat.js';
import { writeLastBeat } from './last-beat.js';
import { type ArtifactLayout, beatPath, intentPath, lockPath, overPath, ownerPath } from './layout.js';
import { discard } from './leftover.js';
import { abandon, encodeOwner, keep, newOwner, newToken, type OwnerRecord, type Release, readOwner } from './owner.js';
import { storageError } from './storage-error.js';
import { revokeStaged } from './success.js';

export type ClaimSettings = Pick<Settings, 'fsync' | 'leaseSecs' | 'heartbeatSecs' | 'directoryMode'>;

/**
 * The right to compute or to invalidate one artifact, good until somebody takes the next epoch. Its name is its fencing token:
 * names are never deleted and never reused, so nobody can remove somebody else's claim.
 */
export class Claim {
  readonly layout: ArtifactLayout;
  readonly owner: OwnerRecord;
  readonly #heartbeat: Heartbeat;

  constructor(layout: ArtifactLayout, owner: OwnerRecord, heartbeat: Heartbeat) {
    this.layout = layout;
    this.owner = owner;
    this.#heartbeat = heartbeat;
  }

  get epoch(): number {
    return this.owner.epoch;
  }

  /** Why the claim is lost, or false. Right even after the main thread was blocked: a thread of its own keeps watch. */
  get lost(): false | LossReason {
    if (this.#heartbeat.lost !== false) return this.#heartbeat.lost;
    return existsSync(lockPath(this.layout, this.epoch + 1)) ? 'taken over' : false;
  }

  /** Who has the artifact instead of this claim's owner; `unknown` when the next epoch is taken and has no record. */
  successor(): OwnerRecord | 'unknown' | 'nobody' {
    const next = this.epoch + 1;
    if (!existsSync(lockPath(this.layout, next))) return 'nobody';
    // The next lock may be this owner's own seal, and the one after it whoever took over from there.
    return readOwner(ownerPath(this.layout, next)) ?? readOwner(ownerPath(this.layout, next + 1)) ?? 'unknown';
  }

  /**
   * Takes the next epoch so that nobody else can: what follows is publication. False when somebody already took it, that is,
   * took this claim over.
   */
  seal(): boolean {
    this.#heartbeat.stop(); // its thread would take our own seal for a takeover
    return createExclusive(lockPath(this.layout, this.epoch + 1));
  }

  /**
   * Gives the claim back with its outcome. The lock stays: its name must never be used again. Where the outcome cannot be
   * written (a full disk, a directory that may not be written to), others learn at least that the claim is over; throws
   * `StorageError` when not even that could be said.
   */
  release(release: Omit<Release, 'at'>): void {
    this.#heartbeat.stop();
    abandon(this.owner);
    const owner: OwnerRecord = { ...this.owner, released: { ...release, at: new Date().toISOString() } };
    const path = ownerPath(this.layout, this.epoch);
    try {
      // Somebody else's, if the directory was deleted while this process worked, and epochs began anew.
      if ((readOwner(path)?.token ?? owner.token) !== owner.token) return;
      replaceFile(path, encodeOwner(owner), { sync: false });
    } catch (error) {
      if (!sayOver(this.layout, owner)) throw storageError(error, 'giving a claim back', path, this.layout.name);
    }
  }
}

/**
 * Says that a claim is over where its record cannot. A second name for the record takes no space, no inode (on most file
 * systems) and no descriptor; a last beat takes no name. False when both failed: then the lease decides.
 */
function sayOver(layout: ArtifactLayout, { epoch, token }: OwnerRecord): boolean {
  return (
    succeeds(() => linkSync(ownerPath(layout, epoch), overPath(layout, epoch, token))) ||
    succeeds(() => writeLastBeat(beatPath(layout, epoch), token))
  );
}

function succeeds(work: () => void): boolean {
  try {
    work();
    return true;
  } catch {
    return false;
  }
}

/**
 * Tries to take `epoch`. Undefined when somebody else has it. Throws `RootNotWritableError` or `StorageError`. Once it is taken,
 * no owner of an earlier epoch can publish any more.
 *
 * The intent, which is the owner record under a name of its own, is written first: whoever finds the lock without a record
 * learns from it who may have made it, and need not wait for a lease to see that the maker is dead.
 */
export function acquire(
  layout: ArtifactLayout,
  epoch: number,
  settings: ClaimSettings,
  onLost: (reason: LossReason) => void,
): Claim | undefined {
  try {
    makeDirectories(layout.locks, { sync: settings.fsync, mode: settings.directoryMode });
    const owner = newOwner(epoch, newToken(), settings.leaseSecs * 1000);
    writeNew(intentPath(layout, epoch, owner.token), encodeOwner(owner), { sync: false });
    return tryAcquire(layout, owner, settings, onLost);
  } catch (error) {
    throw storageError(error, 'claiming', layout.dir, layout.name);
  }
}

function tryAcquire(
  layout: ArtifactLayout,
  owner: OwnerRecord,
  settings: ClaimSettings,
  onLost: (reason: LossReason) => void,
): Claim | undefined {
  const { epoch } = owner;
  const intent = intentPath(layout, epoch, owner.token);
  // After an error it is unknown whether the lock was made: a trace stays, and this process knows better.
  abandon(owner);
  try {
    if (!createExclusive(lockPath(layout, epoch))) return withdraw(owner, intent);
    const record = ownerPath(layout, epoch);
    // NFS may repeat a request whose reply was lost, and the repetition then finds our own link. Any other record that was there
    // before its lock (put back from somewhere) would speak for this claim: its epoch is not for us to use.
    const isRecorded = linkExclusive(intent, record) || readOwner(record)?.token === owner.token;
    revokeStaged(layout, epoch);
    // Whoever was stopped for a whole lease just here finds that it was taken over before it began.
    if (!isRecorded || existsSync(lockPath(layout, epoch + 1))) return withdraw(owner, intent);
    const heartbeat = startHeartbeat({
      beatPath: beatPath(layout, epoch),
      nextLockPath: lockPath(layout, epoch + 1),
      heartbeatMs: settings.heartbeatSecs * 1000,
      leaseMs: settings.leaseSecs * 1000,
      onLost,
    });
    discard(intent);
    keep(owner);
    return new Claim(layout, owner, heartbeat);
  } catch (error) {
    // Others cannot know that this process gave up, and would wait for a whole lease. To rename takes nothing that may be used up.
    succeeds(() => renameSync(intent, overPath(layout, epoch, owner.token)));
    throw error;
  }
}

function withdraw(owner: OwnerRecord, intent: string): undefined {
  discard(intent);
  keep(owner);
}
