import { type Caller, captureCaller } from '@huldra/core';

/** Libraries that stand between a log call and the transport it ends in. */
const libraries =
  /[\\/]node_modules[\\/](?:winston|winston-transport|winston-daily-rotate-file|readable-stream|logform|triple-beam|pino|pino-http|sonic-boom)[\\/]/;

/** Whether a file belongs to a logging library, and is not the one that logs. */
function isLoggingLibrary(file: string): boolean {
  return libraries.test(file);
}

/** So many frames winston 3.19 and its streams put between a log call and its transports, mostly; each costs time. */
const usualFrames = 19;
/** Children of children, wrappers and other libraries need more. */
const allFrames = 40;

type Callee = (...args: never[]) => unknown;

/** The place that logged, when `callee` is called by a logging library in the end. */
export function libraryCaller(callee: Callee): Caller | undefined {
  return (
    captureCaller(callee, { isPassedOver: isLoggingLibrary, frames: usualFrames })() ??
    captureCaller(callee, { isPassedOver: isLoggingLibrary, frames: allFrames })()
  );
}

/** The same, looked for only when it is asked for. */
export function lazyLibraryCaller(callee: Callee): () => Caller | undefined {
  return captureCaller(callee, { isPassedOver: isLoggingLibrary, frames: allFrames });
}
