import { existsSync, unlinkSync } from 'node:fs';
import type { Settings } from '../settings/index.js';
import { createExclusive } from './exclusive-create.js';
import { linkExclusive, makeDirectories, replaceFile, writeNew } from './files.js';
import { type Heartbeat, type LossReason, startHeartbeat } from './heartbeat.js';
import { type ArtifactLayout, beatPath, intentPath, lockPath, ownerPath } from './layout.js';
import { abandon, encodeOwner, keep, newOwner, newToken, type OwnerRecord, type Release } from './owner.js';
import { storageError } from './storage-error.js';

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

  /**
   * Takes the next epoch so that nobody else can: what follows is publication. False when somebody already took it, that is,
   * took this claim over.
   */
  seal(): boolean {
    this.#heartbeat.stop(); // its thread would take our own seal for a takeover
    return createExclusive(lockPath(this.layout, this.epoch + 1));
  }

  /** Ends the heartbeat; the claim is over by what was published. */
  end(): void {
    this.#heartbeat.stop();
  }

  /** Gives the claim back with its outcome. The lock stays: its name must never be used again. */
  release(release: Omit<Release, 'at'>): void {
    this.#heartbeat.stop();
    abandon(this.owner);
    const owner: OwnerRecord = { ...this.owner, released: { ...release, at: new Date().toISOString() } };
    replaceFile(ownerPath(this.layout, this.epoch), encodeOwner(owner), { sync: false });
  }
}

/**
 * Tries to take `epoch`. Undefined when somebody else has it. Throws `RootNotWritableError` or `StorageError`.
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
    return tryAcquire(layout, epoch, settings, onLost);
  } catch (error) {
    throw storageError(error, 'claiming', layout.dir, layout.name);
  }
}

function tryAcquire(
  layout: ArtifactLayout,
  epoch: number,
  settings: ClaimSettings,
  onLost: (reason: LossReason) => void,
): Claim | undefined {
  makeDirectories(layout.locks, { sync: settings.fsync, mode: settings.directoryMode });
  const owner = newOwner(epoch, newToken());
  const intent = intentPath(layout, epoch, owner.token);
  writeNew(intent, encodeOwner(owner), { sync: false });
  // After an error it is unknown whether the lock was made: the intent stays as a trace, and this process knows better.
  abandon(owner);
  let isOurs = false;
  try {
    isOurs = createExclusive(lockPath(layout, epoch));
    if (!isOurs) {
      unlinkSync(intent);
      return undefined;
    }
    return begin(layout, owner, intent, settings, onLost);
  } catch (error) {
    disown(owner, isOurs ? [ownerPath(layout, epoch), intent] : [intent]);
    throw error;
  }
}

/** Others cannot know that this process gave up, and would wait for a whole lease: tell them, as far as it goes. */
function disown(owner: OwnerRecord, paths: readonly string[]): void {
  const released = { outcome: 'preempted', reason: 'storage', at: new Date().toISOString() } as const;
  for (const path of paths) {
    try {
      replaceFile(path, encodeOwner({ ...owner, released }), { sync: false });
    } catch {
      // They wait for the lease, then.
    }
  }
}

function begin(
  layout: ArtifactLayout,
  owner: OwnerRecord,
  intent: string,
  settings: ClaimSettings,
  onLost: (reason: LossReason) => void,
): Claim | undefined {
  const { epoch } = owner;
  linkExclusive(intent, ownerPath(layout, epoch));
  unlinkSync(intent);
  // Whoever was stopped for a whole lease just here finds that it was taken over before it began.
  if (existsSync(lockPath(layout, epoch + 1))) return undefined;
  const heartbeat = startHeartbeat({
    beatPath: beatPath(layout, epoch),
    nextLockPath: lockPath(layout, epoch + 1),
    heartbeatMs: settings.heartbeatSecs * 1000,
    leaseMs: settings.leaseSecs * 1000,
    onLost,
  });
  keep(owner);
  return new Claim(layout, owner, heartbeat);
}
