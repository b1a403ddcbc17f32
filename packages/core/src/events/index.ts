export { type EventListener, emit, isAnyoneListening, subscribe } from './bus.js';
export { type Caller, type CallerOptions, captureCaller } from './caller.js';
export type {
  AnsweredEvent,
  ArtifactRef,
  ConsoleLevel,
  FailedEvent,
  HitEvent,
  HuldraEvent,
  InvalidatedEvent,
  JobSummary,
  LogEvent,
  LogLevel,
  MetricEvent,
  OwnerSummary,
  PreviousOwner,
  ProgressEvent,
  PublishedEvent,
  RequestedEvent,
  StartedEvent,
  StartReason,
  WaitingEvent,
  WarningEvent,
} from './events.js';
