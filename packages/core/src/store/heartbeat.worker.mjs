/**
 * The thread behind heartbeat.ts: it beats for every claim of the process, whatever the main thread is doing. Its file operations
 * are synchronous, because asynchronous ones wait for the thread pool, which the main thread may have filled.
 */
import * as fs from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { beatText, ClaimMemory, phases } from './heartbeat-memory.mjs';

/**
 * What the main thread says.
 * @typedef {{ readonly type: 'start', readonly id: number, readonly claim: ClaimMessage }
 *   | { readonly type: 'stop', readonly id: number }} Message
 */

/**
 * @typedef {object} ClaimMessage
 * @property {string} beatPath
 * @property {string} nextLockPath
 * @property {number} heartbeatMs
 * @property {number} limitMs how long after the last beat the claim is given up
 * @property {SharedArrayBuffer} buffer see heartbeat-memory.mjs
 */

/**
 * What the main thread is told: the claim of this number is lost.
 * @typedef {{ readonly lost: number }} Reply
 */

/**
 * Magic numbers (statfs(2)) of file systems on this machine's own disks and memory: ext, xfs, btrfs, tmpfs, overlay, zfs, f2fs, bcachefs.
 * On any other a write may stay in this machine's cache for half a minute, unseen by other hosts, and its failure too.
 */
const localFileSystems = new Set([
  0xef53, 0x58465342, 0x9123683e, 0x01021994, 0x794c7630, 0x2fc12fc1, 0xf2f52010, 0xca451a4e,
]);

class Beating {
  #id;
  #claim;
  #memory;
  #timer;
  /** @type {number | undefined} */
  #fd;
  #flush = true;

  /** @param {number} id @param {ClaimMessage} claim */
  constructor(id, claim) {
    this.#id = id;
    this.#claim = claim;
    this.#memory = new ClaimMemory(claim.buffer, claim.limitMs);
    this.#timer = setInterval(() => this.#tick(), claim.heartbeatMs);
  }

  #tick() {
    const memory = this.#memory;
    if (memory.phase === phases.beating) {
      if (fs.existsSync(this.#claim.nextLockPath)) memory.leave(phases.takenOver);
      // After a pause the claim is given up before another beat can make it look alive again.
      else memory.checkDeadline();
    }
    if (memory.phase === phases.beating) {
      this.#beat();
      return;
    }
    if (memory.lost !== false) parentPort?.postMessage(/** @type {Reply} */ ({ lost: this.#id }));
    forget(this.#id);
  }

  #beat() {
    const startedAt = process.hrtime.bigint();
    try {
      const fd = this.#open();
      const text = beatText(this.#memory.nextCounter());
      if (fs.writeSync(fd, text, 0) < text.length) throw new Error('The beat was written in part.');
      if (this.#flush) fs.fdatasyncSync(fd);
      this.#memory.succeeded(startedAt);
    } catch {
      // The next beat tries again, from the start. What counts is for how long none has succeeded.
      this.#memory.failed();
      this.#close();
    }
  }

  #open() {
    if (this.#fd === undefined) {
      this.#fd = fs.openSync(this.#claim.beatPath, 'r+');
      this.#flush = !localFileSystems.has(fs.statfsSync(this.#claim.beatPath).type);
    }
    return this.#fd;
  }

  #close() {
    const fd = this.#fd;
    this.#fd = undefined;
    try {
      if (fd !== undefined) fs.closeSync(fd);
    } catch {
      return; // There is nothing left to do with it.
    }
  }

  end() {
    clearInterval(this.#timer);
    this.#close();
  }
}

/** @type {Map<number, Beating>} */
const live = new Map();

/** @param {number} id */
function forget(id) {
  live.get(id)?.end();
  live.delete(id);
}

parentPort?.on('message', (/** @type {Message} */ message) => {
  forget(message.id);
  if (message.type === 'start') live.set(message.id, new Beating(message.id, message.claim));
});
