export { type ConfigureLoggingOptions, configureLogging, type LoggerLike } from './adapters/configure-logging.js';
export { captureConsole } from './adapters/console-capture.js';
export { type PinoStream, type PinoStreamOptions, pinoStream } from './adapters/pino-stream.js';
export { scopedMeta } from './adapters/scope.js';
export { HuldraTransport, type HuldraTransportOptions } from './adapters/transport.js';
export { type ConsoleSinkOptions, consoleSink } from './console/console-sink.js';
export { fileSink } from './files/file-sink.js';
