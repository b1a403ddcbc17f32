/** What tells V8's call sites; called, if at all, after the work that they are about has begun. */
export type CallSites = () => readonly NodeJS.CallSite[];

/**
 * Remembers who called `callee`, up to `limit` frames, nearest first. V8's structured call sites, never parsed from a stack's
 * text; taking them costs a microsecond, and what makes them readable is only done when they are asked for.
 */
export function captureCallSites(callee: (...args: never[]) => unknown, limit: number): CallSites {
  const { stackTraceLimit } = Error;
  const holder: { stack?: unknown } = {};
  try {
    Error.stackTraceLimit = limit;
    Error.captureStackTrace(holder, callee);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
  return () => {
    const { prepareStackTrace } = Error;
    try {
      Error.prepareStackTrace = (_error, sites) => sites;
      return Array.isArray(holder.stack) ? (holder.stack as NodeJS.CallSite[]) : [];
    } finally {
      // Absent must become absent again: Node distinguishes "no function" from undefined when source maps are on.
      if (prepareStackTrace === undefined) Reflect.deleteProperty(Error, 'prepareStackTrace');
      else Error.prepareStackTrace = prepareStackTrace;
    }
  };
}
