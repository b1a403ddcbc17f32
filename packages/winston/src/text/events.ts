import type { HuldraEvent, LogLevel, PreviousOwner } from '@huldra/core';
import type { Style } from './colours.js';
import { clock, duration, nameOf } from './names.js';
import { shown } from './shown.js';

/** A piece of a message; `style` colours it. */
export interface Segment {
  readonly text: string;
  readonly style?: Style;
}

/** What a person is told of an event. */
export interface Told {
  readonly level: LogLevel;
  readonly segments: readonly Segment[];
}

const plain = (level: LogLevel, text: string): Told => ({ level, segments: [{ text }] });

function summary(event: Extract<HuldraEvent, { depth: number }>, decision: string, style: Style): Told {
  return {
    level: 'info',
    segments: [{ text: `loadOrCreate ${nameOf(event.artifact)} ` }, { text: `(${decision})`, style }],
  };
}

/** The one line that says what becomes of a call, if this event decides it. */
export function decisionOf(event: HuldraEvent): Told | undefined {
  switch (event.type) {
    case 'hit':
      return event.reason === 'published' ? summary(event, 'success->load', 'green') : undefined;
    case 'started':
      return summary(event, `${event.reason}->create`, 'yellow');
    case 'waiting':
      return waitBegins(event);
    case 'requested':
      return event.reason === 'shared' ? summary(event, 'running->share', 'cyan') : undefined;
    default:
      return undefined;
  }
}

function waitBegins(event: Extract<HuldraEvent, { type: 'waiting' }>): Told {
  const { level, segments } = summary(event, `${event.reason}->wait`, 'cyan');
  // On a line of its own, because terminals are narrow.
  return { level, segments: [...segments, { text: `\n${waitingFor(event)}` }] };
}

/** What an event says that decides no call; of a wait, that it lasts. */
export function newsOf(event: HuldraEvent): Told | undefined {
  switch (event.type) {
    case 'started':
      return event.takenOverFrom === undefined ? undefined : plain('warn', takenOver(event, event.takenOverFrom));
    case 'waiting':
      return plain(
        'info',
        `waiting for ${nameOf(event.artifact)}, ${duration(event.waitedMs)} now\n${waitingFor(event)}`,
      );
    case 'answered':
      return event.reason === 'waited'
        ? plain('info', `loaded ${nameOf(event.artifact)} after waiting ${duration(event.durationMs)}`)
        : undefined;
    case 'published':
      return plain(
        'info',
        `published ${nameOf(event.artifact)} in ${duration(event.durationMs)} (files: ${event.files})`,
      );
    case 'failed': {
      const what = event.reason === 'error' ? 'failed' : event.reason;
      const why = event.error instanceof Error ? event.error.message : shown(event.error);
      return plain('error', `${what} ${nameOf(event.artifact)} after ${duration(event.durationMs)}: ${why}`);
    }
    case 'invalidated':
      return plain('warn', `invalidated ${nameOf(event.artifact)}: ${event.reason}`);
    case 'warning':
      return plain('warn', event.message);
    default:
      return undefined;
  }
}

function takenOver({ artifact }: HuldraEvent & { readonly type: 'started' }, { owner, why }: PreviousOwner): string {
  const whom =
    owner === undefined
      ? 'an owner that left no record'
      : `pid ${owner.pid} on ${owner.host}, its owner since ${clock(owner.since)}`;
  return `took over ${nameOf(artifact)} from ${whom}: ${why}`;
}

/** For whom is waited, since when, and when that last showed a sign of life. */
function waitingFor({ owner, job, heartbeatAgeMs }: Extract<HuldraEvent, { type: 'waiting' }>): string {
  const beat = heartbeatAgeMs === undefined ? '' : `, heartbeat ${duration(heartbeatAgeMs)} ago`;
  if (owner !== undefined) return `for pid ${owner.pid} on ${owner.host} since ${clock(owner.since)}${beat}`;
  if (job !== undefined) return `for job ${job.reference} of ${job.executor}, submitted at ${clock(job.submittedAt)}`;
  return `for an owner that left no record${beat}`;
}
