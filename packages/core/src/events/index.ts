export { type EventListener, emit, isAnyoneListening, subscribe } from './bus.js';
export { type ConsoleLevel, type ConsoleSinkOptions, consoleSink } from './console-sink.js';
export type {
  ArtifactRef,
  FailedEvent,
  HitEvent,
  HuldraEvent,
  InvalidatedEvent,
  LogEvent,
  LogLevel,
  MetricEvent,
  OwnerSummary,
  ProgressEvent,
  PublishedEvent,
  RunEvent,
  RunningArtifact,
  StartedEvent,
  StartReason,
  WaitingEvent,
  WarningEvent,
} from './events.js';
