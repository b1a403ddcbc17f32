import { LineReader, type Metric, type Progress, parseMetric, readProgress } from '../live/index.js';
import { settings } from '../settings/index.js';
import {
  type ArtifactLayout,
  attemptEpoch,
  attemptFiles,
  Observer,
  openJobs,
  type Standing,
  watchDirectory,
} from '../store/index.js';
import { type AttemptChoice, attemptsOf, type ChosenAttempt, chooseAttempt } from './live-of.js';
import { findPublished } from './published.js';
import { type Target, targetOf } from './target.js';

/** What an attempt said about itself. */
export type LiveUpdate =
  | ({ readonly type: 'metric'; readonly attempt: string } & Metric)
  | ({ readonly type: 'progress'; readonly attempt: string } & Progress);

export interface FollowOptions extends AttemptChoice {
  /** Ends following: the next step rejects with its reason. */
  readonly signal?: AbortSignal;
}

/** How often to look where the file system tells of no changes, and whether the owner still lives. */
const pollMs = 500;

/**
 * Every metric of an attempt from its first on, and its progress, as they are written, whichever process computes. Ends when the
 * attempt has; when none is running, with what the published or latest one left. A queued artifact is waited for.
 */
export async function* follow(artifact: object, options: FollowOptions = {}): AsyncGenerator<LiveUpdate, void, void> {
  const { signal } = options;
  const watched = new Watched(targetOf(artifact));
  const chosen = await watched.choose(options);
  if (chosen === undefined) return;
  const reader = new AttemptReader(chosen);
  const changes = watchDirectory(chosen.layout.attempts, (name) => name.startsWith(`${chosen.attempt}.`));
  try {
    for (;;) {
      signal?.throwIfAborted();
      // Looked at before reading: what an attempt that is over has said was written before it was over.
      const isOver = !watched.isRunning(chosen.attempt);
      for (let updates = reader.next(); updates.length > 0; updates = reader.next()) yield* updates;
      if (isOver) return;
      await changes.wait(pollMs, signal);
    }
  } finally {
    changes.close();
  }
}

/** An artifact that is looked at again and again. */
class Watched {
  readonly #target: Target;
  readonly #observer: Observer;

  constructor(target: Target) {
    this.#target = target;
    this.#observer = new Observer(target.layout, settings().leaseSecs * 1000);
  }

  /** The attempt that runs, and else the published or the latest one; waits for one that is about to begin. */
  async choose({ attempt, signal }: FollowOptions): Promise<ChosenAttempt | undefined> {
    if (attempt !== undefined) return chooseAttempt(this.#target, { attempt });
    const { layout } = this.#target;
    const changes = watchDirectory(layout.control);
    try {
      for (;;) {
        signal?.throwIfAborted();
        const standing = this.#look();
        const running = standing.kind === 'owned' ? attemptUnder(layout, standing.epoch) : undefined;
        if (running !== undefined) return { layout, attempt: running };
        const isAwaited = standing.kind === 'owned' || openJobs(layout).length > 0;
        if (!isAwaited || findPublished(this.#target) !== undefined) return chooseAttempt(this.#target, {});
        await changes.wait(pollMs, signal);
      }
    } finally {
      changes.close();
    }
  }

  isRunning(attempt: string): boolean {
    const standing = this.#look();
    return standing.kind === 'owned' && standing.epoch === attemptEpoch(attempt);
  }

  #look(): Standing {
    const published = findPublished(this.#target);
    const isHere = published?.layout === this.#target.layout;
    return this.#observer.look(isHere && published !== undefined ? published.success.epoch + 1 : 0);
  }
}

function attemptUnder(layout: ArtifactLayout, epoch: number): string | undefined {
  return attemptsOf(layout).find((attempt) => attemptEpoch(attempt) === epoch);
}

/** What is new in an attempt's files since the last look. */
class AttemptReader {
  readonly #attempt: string;
  readonly #lines: LineReader;
  readonly #progressPath: string;
  #seen: Progress | undefined;

  constructor({ layout, attempt }: ChosenAttempt) {
    const files = attemptFiles(layout, attempt);
    this.#attempt = attempt;
    this.#lines = new LineReader(files.metrics);
    this.#progressPath = files.progress;
  }

  /** A part of it, so that a long history need not fit into memory; nothing when all was read. */
  next(): readonly LiveUpdate[] {
    const about = { attempt: this.#attempt };
    for (let lines = this.#lines.next(); lines !== undefined; lines = this.#lines.next()) {
      const metrics = lines.map(parseMetric).filter((metric) => metric !== undefined);
      if (metrics.length > 0) return metrics.map((metric) => ({ type: 'metric', ...about, ...metric }) as const);
    }
    const progress = readProgress(this.#progressPath);
    if (progress === undefined || isSame(progress, this.#seen)) return [];
    this.#seen = progress;
    return [{ type: 'progress', ...about, ...progress }];
  }
}

function isSame(left: Progress, right: Progress | undefined): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
