import { AsyncResource } from 'node:async_hooks';
import { writeFileSync } from 'node:fs';
import { ConfigurationError } from '../errors/index.js';
import { shared } from '../process/shared-state.js';
import { beatText, ClaimMemory, type LossReason, phases } from './heartbeat-memory.mjs';
import { HeartbeatThread } from './heartbeat-thread.js';

export type { LossReason } from './heartbeat-memory.mjs';

export interface HeartbeatOptions {
  /** The file whose bytes change with every beat. */
  readonly beatPath: string;
  /** When this file exists, another process has taken the claim over. */
  readonly nextLockPath: string;
  /** The time between two beats. */
  readonly heartbeatMs: number;
  /** For how long observers see no beat before they give this process up: at least three heartbeats. */
  readonly leaseMs: number;
  /** Called once, on the main thread as soon as that is free, unless `stop` comes first. */
  readonly onLost: (reason: LossReason) => void;
}

export interface Heartbeat {
  /**
   * Why the claim must be taken for lost, or false. True to the moment of asking, also when this thread was blocked or the process
   * stopped until now: `taken over` by the next epoch, or without a beat for nearly a lease because the process was `paused`
   * or the file `unwritable`. After `stop` it keeps the answer it had then.
   */
  readonly lost: LossReason | false;
  /** Ends the beats. Call it before taking the next epoch oneself, which would look like being taken over. */
  stop(): void;
}

/**
 * Beats for one claim, from a thread that all claims of the process share and that a busy main thread does not hinder. The
 * first beat is written when this returns. The thread does not keep the process alive.
 *
 * Throws system errors of the first beat, and ConfigurationError for times that cannot work.
 */
export function startHeartbeat(options: HeartbeatOptions): Heartbeat {
  const { beatPath, nextLockPath, heartbeatMs, leaseMs } = options;
  if (!(heartbeatMs > 0 && leaseMs >= 3 * heartbeatMs)) {
    throw new ConfigurationError(
      `A lease of ${leaseMs} ms does not go with a heartbeat every ${heartbeatMs} ms: it must last three heartbeats or more. ` +
        'Check HULDRA_LEASE_SECS and HULDRA_HEARTBEAT_SECS.',
    );
  }
  // The margin of one heartbeat: this process must know that it is lost before anybody else may act on it.
  const limitMs = leaseMs - heartbeatMs;
  const buffer = ClaimMemory.allocate();
  const memory = new ClaimMemory(buffer, limitMs);
  memory.succeeded(process.hrtime.bigint());
  writeFileSync(beatPath, beatText(0));

  // The thread's messages arrive in the context of whoever started the thread; onLost belongs to that of this claim.
  const context = new AsyncResource('HULDRA_CLAIM');
  let open = true;
  const check = (): void => {
    if (open && memory.phase === phases.beating) memory.checkDeadline();
    const reason = memory.lost;
    if (!open || reason === false) return;
    end();
    context.runInAsyncScope(options.onLost, undefined, reason);
  };

  const thread = shared('heartbeat', () => new HeartbeatThread());
  const unregister = thread.register({ beatPath, nextLockPath, heartbeatMs, limitMs, buffer }, check);
  // Also from here, in case the thread itself hangs in a file operation (a dead file server) or cannot be started again.
  const watchdog = setInterval(check, heartbeatMs).unref();
  function end(): void {
    open = false;
    clearInterval(watchdog);
    unregister();
  }

  return {
    get lost() {
      if (memory.phase === phases.beating) memory.checkDeadline();
      return memory.lost;
    },
    stop() {
      if (!open) return;
      memory.leave(phases.stopped);
      end();
    },
  };
}
