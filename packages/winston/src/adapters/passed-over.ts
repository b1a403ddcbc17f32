/** Libraries that stand between a log call and the transport it ends in. */
const libraries =
  /[\\/]node_modules[\\/](?:winston|winston-transport|winston-daily-rotate-file|readable-stream|logform|triple-beam|pino|pino-http|sonic-boom)[\\/]/;

/** Whether a file belongs to a logging library, and is not the one that logs. */
export function isLoggingLibrary(file: string): boolean {
  return libraries.test(file);
}
