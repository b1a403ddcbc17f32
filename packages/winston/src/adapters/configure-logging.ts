import { createRequire } from 'node:module';
import { settings } from '@huldra/core';
import { consoleSink, hasConsole } from '../console/console-sink.js';
import { fileSink } from '../files/file-sink.js';
import { HuldraTransport, type HuldraTransportOptions, isHuldraTransport } from './transport.js';

/** What is used of a winston logger; not winston's own type, which who has no winston has not. */
export interface LoggerLike {
  readonly transports: readonly unknown[];
  add(transport: InstanceType<typeof HuldraTransport>): unknown;
}

export interface ConfigureLoggingOptions extends HuldraTransportOptions {
  /** The logger to add the transport to; winston's default logger if none is given. */
  readonly logger?: LoggerLike;
}

/**
 * Switches huldra's logs on, as importing `huldra` does: the files and the console; and adds huldra's transport to winston's default
 * logger, or to the one that is given, unless it has it. However often it is called, nothing is logged twice. Records of a
 * logger without any other transport are shown on the console, too.
 */
export function configureLogging({ logger, ...options }: ConfigureLoggingOptions = {}): void {
  fileSink();
  if (!hasConsole()) consoleSink({ level: () => settings().logLevel });
  const target = logger ?? defaultLogger();
  if (target === undefined || target.transports.some(isHuldraTransport)) return;
  target.add(new HuldraTransport({ console: 'if-alone', ...options }));
}

/** winston is the user's: without one there is no default logger either. */
function defaultLogger(): LoggerLike | undefined {
  const require = createRequire(import.meta.url);
  try {
    require.resolve('winston');
  } catch {
    return undefined;
  }
  const winston = require('winston') as { child(meta: object): LoggerLike };
  // winston keeps it to itself, but its children have it as their prototype.
  return Object.getPrototypeOf(winston.child({})) as LoggerLike;
}
