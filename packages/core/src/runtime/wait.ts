import { WaitTimeoutError } from '../errors/index.js';
import { emit, type JobSummary } from '../events/index.js';
import { thisProcess } from '../process/process-identity.js';
import { settings } from '../settings/index.js';
import {
  appendEvent,
  type ChangeSource,
  type JobRecord,
  type Standing,
  summary,
  tellsAnOutcome,
  watchDirectory,
} from '../store/index.js';
import { depth } from './active.js';
import { type Place, shortName } from './target.js';

/** What is being waited for. */
export type Obstacle =
  | Extract<Standing, { kind: 'owned' }>
  /** `epoch` is the last claim before. */
  | { readonly kind: 'queued'; readonly epoch: number; readonly job: JobRecord };

/** How long to wait without a sign of life when nothing was set, in seconds. */
const defaultMaxWaitSecs = 600;

/** Polling starts here and grows to `slowestPollMs` when nothing is set: the owner's death, unlike its success, wakes nobody. */
const fastestPollMs = 50;
const slowestPollMs = 1500;
const pollGrowth = 1.5;

/** Waits for other owners of one artifact: woken by changes where the file system tells of them, else by the clock. */
export class Waiter {
  readonly #target: Place;
  readonly #signal: AbortSignal | undefined;
  readonly #maxWaitSecs: number | undefined;
  readonly #since = performance.now();
  #changes: ChangeSource | undefined;
  #pollMs = fastestPollMs;
  #saidAt = Number.NEGATIVE_INFINITY;

  constructor(target: Place, signal: AbortSignal | undefined, maxWaitSecs: number | undefined) {
    this.#target = target;
    this.#signal = signal;
    this.#maxWaitSecs = maxWaitSecs ?? target.identity?.model.options.maxWaitSecs ?? settings().maxWaitSecs;
  }

  /**
   * Waits until it is worth looking again. The first call only begins to watch and returns at once, so that what happened
   * before the watch is seen by the next look. Throws `WaitTimeoutError`, or the signal's reason.
   */
  async wait(obstacle: Obstacle): Promise<void> {
    this.#signal?.throwIfAborted();
    this.#refuseToWaitLonger(obstacle);
    this.#say(obstacle);
    if (this.#changes === undefined) {
      this.#note(obstacle);
      this.#changes = watchDirectory(this.#target.layout.control, tellsAnOutcome);
      return;
    }
    const { pollIntervalSecs } = settings();
    const pause = pollIntervalSecs === undefined ? this.#pollMs : pollIntervalSecs * 1000;
    this.#pollMs = Math.min(this.#pollMs * pollGrowth, slowestPollMs);
    // Jittered, so that many waiters of one owner do not all look at the same moment.
    await this.#changes.wait(Math.min(pause * (0.75 + Math.random() / 2), this.#msUntilLimit()), this.#signal);
    this.#signal?.throwIfAborted();
  }

  close(): void {
    this.#changes?.close();
  }

  #waitedMs(): number {
    return performance.now() - this.#since;
  }

  #msUntilLimit(): number {
    return this.#maxWaitSecs === undefined
      ? Number.POSITIVE_INFINITY
      : Math.max(1, this.#maxWaitSecs * 1000 - this.#waitedMs());
  }

  #refuseToWaitLonger(obstacle: Obstacle): void {
    const waitedMs = this.#waitedMs();
    const silentMs = obstacle.kind === 'owned' ? obstacle.silentMs : waitedMs;
    const isTooLong =
      this.#maxWaitSecs === undefined ? silentMs >= defaultMaxWaitSecs * 1000 : waitedMs >= this.#maxWaitSecs * 1000;
    if (!isTooLong) return;
    const seconds = Math.round(waitedMs / 100) / 10;
    throw new WaitTimeoutError(
      `${shortName(this.#target)} was not ready after waiting ${seconds} s for ${whom(obstacle)}. Nothing was changed; ask again, or wait longer with HULDRA_MAX_WAIT_SECS or maxWaitSecs. It lies in ${this.#target.layout.dir}.`,
      { artifact: this.#target.layout.name, path: this.#target.layout.dir },
    );
  }

  /** Once per wait, for whoever reads the artifact's history. Waiting needs no right to write. */
  #note(obstacle: Obstacle): void {
    const { host, pid } = thisProcess();
    const by = { host, pid };
    try {
      if (obstacle.kind === 'owned') {
        const { epoch, owner } = obstacle;
        appendEvent(this.#target.layout, 'waiting', epoch, {
          reason: 'running',
          by,
          ...(owner === undefined ? {} : { owner: summary(owner) }),
        });
      } else {
        const { executor, reference } = obstacle.job;
        appendEvent(this.#target.layout, 'waiting', obstacle.epoch, {
          reason: 'queued',
          by,
          job: { executor, reference },
        });
      }
    } catch {
      return;
    }
  }

  #say(obstacle: Obstacle): void {
    const now = performance.now();
    if (now - this.#saidAt < settings().waitLogEverySecs * 1000) return;
    this.#saidAt = now;
    emit({
      type: 'waiting',
      reason: obstacle.kind === 'owned' ? 'running' : 'queued',
      artifact: this.#target.ref,
      depth: depth(),
      job: obstacle.kind === 'queued' ? jobSummary(obstacle.job) : undefined,
      owner: obstacle.kind === 'owned' && obstacle.owner !== undefined ? summary(obstacle.owner) : undefined,
      waitedMs: now - this.#since,
      heartbeatAgeMs: obstacle.kind === 'owned' ? obstacle.silentMs : undefined,
    });
  }
}

function jobSummary({ executor, reference, submittedAt }: JobRecord): JobSummary {
  return { executor, reference, submittedAt };
}

function whom(obstacle: Obstacle): string {
  if (obstacle.kind === 'queued')
    return `job ${obstacle.job.reference} of ${obstacle.job.executor}, submitted ${obstacle.job.submittedAt}`;
  if (obstacle.owner === undefined) return 'an owner that left no record';
  const { host, pid, since } = summary(obstacle.owner);
  return `pid ${pid} on ${host}, which has owned it since ${since}`;
}
