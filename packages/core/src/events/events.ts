import type { Caller } from './caller.js';

/** Which artifact an event is about. */
export interface ArtifactRef {
  readonly className: string;
  readonly namespace: string;
  readonly hash: string;
  /** The artifact directory. */
  readonly dir: string;
  /** The file that is for everything logged while it is active; core itself never writes to it. */
  readonly log: string;
}

/** Who owns an artifact, in words for a person. */
export interface OwnerSummary {
  readonly host: string;
  readonly pid: number;
  /** When the owner's claim was made, ISO 8601. */
  readonly since: string;
}

/** An owner that died or fell silent, and whose claim was taken over. */
export interface PreviousOwner {
  readonly epoch: number;
  /** Undefined when it left no record. */
  readonly owner?: OwnerSummary | undefined;
  /** How it is known to be gone, such as `process ended` or `silent` (no sign of life for a lease). */
  readonly why: string;
}

/** A job that an executor has promised, in words for a person. */
export interface JobSummary {
  readonly executor: string;
  /** What the executor calls it. */
  readonly reference: string;
  /** ISO 8601. */
  readonly submittedAt: string;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** The least important lines that a console shows; `silent` shows none. */
export type ConsoleLevel = LogLevel | 'silent';

/** Why an artifact is computed now. */
export type StartReason = 'missing' | 'failed' | 'preempted' | 'invalidated';

/** Every event may come from a worker process of this one. */
interface Relayed {
  /**
   * The process id of the worker that relayed it; undefined for what happened in this process. The worker's own listeners have heard
   * it there, so what writes files must leave it out.
   */
  readonly worker?: number | undefined;
}

interface About extends Relayed {
  readonly artifact: ArtifactRef;
  /** How many requests lie above this one on the stack of active artifacts; 0 for a direct call. */
  readonly depth: number;
}

interface Requested extends About {
  /** Who asked: the place in the source that called `loadOrCreate`. */
  readonly caller: () => Caller | undefined;
}

/**
 * A request begins that no published result answers at once. Told where it was made, so that the parent, if any, is the
 * active artifact; `answered` follows it.
 */
export interface RequestedEvent extends Requested {
  readonly type: 'requested';
  /** `no-result`: looks, waits or computes; `shared`: another request of this process is already about it, and answers both. */
  readonly reason: 'no-result' | 'shared';
}

/** The end of what `requested` began. */
export interface AnsweredEvent extends Requested {
  readonly type: 'answered';
  readonly outcome: 'ok' | 'error';
  /**
   * How: this request computed it, waited for another process, shared another request of this process, or found a result that
   * was published in the meantime; or why not.
   */
  readonly reason: 'created' | 'waited' | 'shared' | 'published' | 'error' | 'cancelled';
  readonly durationMs: number;
  /** What the request was rejected with, without secrets; undefined when the outcome is `ok`. */
  readonly error: unknown;
}

/** A published result was found; the user's `load` runs next. Without a `requested` before it, it is a plain hit. */
export interface HitEvent extends Requested {
  readonly type: 'hit';
  /** `published`: it was there; `waited`: another process published it while this one waited. */
  readonly reason: 'published' | 'waited';
}

/** Somebody else computes (`running`) or will compute (`queued`) the artifact. Repeated while the wait lasts. */
export interface WaitingEvent extends About {
  readonly type: 'waiting';
  readonly reason: 'running' | 'queued';
  readonly owner: OwnerSummary | undefined;
  /** The job that is waited for, when it is queued. */
  readonly job: JobSummary | undefined;
  readonly waitedMs: number;
  /** How long ago this observer last saw the owner's heartbeat change; undefined for queued jobs. */
  readonly heartbeatAgeMs: number | undefined;
}

/** An attempt begins: the claim is held and `create` is called next. */
export interface StartedEvent extends About {
  readonly type: 'started';
  readonly reason: StartReason;
  readonly attempt: string;
  /** The owner that this attempt took over from, if the last one did not give its claim back. */
  readonly takenOverFrom?: PreviousOwner | undefined;
}

/** The attempt's result is published. */
export interface PublishedEvent extends About {
  readonly type: 'published';
  readonly reason: 'created';
  readonly attempt: string;
  readonly durationMs: number;
  readonly files: number;
  readonly bytes: number;
}

/** The attempt ended without a result. */
export interface FailedEvent extends About {
  readonly type: 'failed';
  /** `error`: create threw; `lost`: another process took over; `cancelled`: the caller's signal was aborted. */
  readonly reason: 'error' | 'lost' | 'cancelled';
  readonly attempt: string;
  readonly durationMs: number;
  readonly error: unknown;
}

/** A published result was set aside. */
export interface InvalidatedEvent extends About {
  readonly type: 'invalidated';
  readonly reason: string;
}

/** A line logged through `context.log`. */
export interface LogEvent extends About {
  readonly type: 'log';
  readonly reason: 'context';
  readonly level: LogLevel;
  readonly message: string;
  readonly details: readonly unknown[];
  /** The place in the source that logged it. */
  readonly caller: () => Caller | undefined;
}

/** `context.progress(done, total, label)`. */
export interface ProgressEvent extends About {
  readonly type: 'progress';
  readonly reason: 'context';
  readonly done: number;
  readonly total: number | undefined;
  readonly label: string | undefined;
}

/** `context.metric(name, value, step)`. */
export interface MetricEvent extends About {
  readonly type: 'metric';
  readonly reason: 'context';
  readonly name: string;
  readonly value: number;
  readonly step: number | undefined;
}

/** Something a person should know that stops nothing. */
export interface WarningEvent extends Relayed {
  readonly type: 'warning';
  readonly reason: string;
  readonly artifact?: ArtifactRef;
  readonly message: string;
}

/** How far a `run()` is. */
export interface RunEvent extends Relayed {
  readonly type: 'run';
  /** `progress` comes at most ten times a second. */
  readonly reason: 'started' | 'progress' | 'finished' | 'interrupted';
  /** Of `total` artifacts that had no result when the run began, how many have ended, with or without one. */
  readonly done: number;
  readonly total: number;
  readonly failed: number;
  /** How many wait for another process. */
  readonly waiting: number;
  /** Those being computed. */
  readonly running: readonly RunningArtifact[];
  readonly elapsedMs: number;
  /** A sentence for a person, at the beginning and the end. */
  readonly message?: string;
}

/** An artifact that is being computed, and how far its `create` says that it is. */
export interface RunningArtifact {
  readonly artifact: ArtifactRef;
  readonly done?: number | undefined;
  readonly total?: number | undefined;
  readonly label?: string | undefined;
}

/** Everything the runtime says. Sinks and transports are listeners; the runtime prints and writes nothing by itself. */
export type HuldraEvent =
  | RequestedEvent
  | AnsweredEvent
  | HitEvent
  | WaitingEvent
  | StartedEvent
  | PublishedEvent
  | FailedEvent
  | InvalidatedEvent
  | LogEvent
  | ProgressEvent
  | MetricEvent
  | RunEvent
  | WarningEvent;
