import { basename, isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';

/** V8's structured call site of whoever called `callee`; never parsed from a stack's text. */
function callerOf(callee: (...args: never[]) => unknown): NodeJS.CallSite | undefined {
  const { prepareStackTrace, stackTraceLimit } = Error;
  const holder: { stack?: unknown } = {};
  try {
    Error.prepareStackTrace = (_error, sites) => sites;
    Error.stackTraceLimit = 1;
    Error.captureStackTrace(holder, callee);
    return (holder.stack as NodeJS.CallSite[])[0];
  } finally {
    // Absent must become absent again: Node distinguishes "no function" from undefined when source maps are on.
    if (prepareStackTrace === undefined) Reflect.deleteProperty(Error, 'prepareStackTrace');
    else Error.prepareStackTrace = prepareStackTrace;
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** What Node calls the module that `--input-type=module` makes of `--eval` and of the standard input. */
const evaluated = /^\[(?:eval|stdin)\d*\]$/;

/** The path of a module given as a path or as a `file:` URL (with or without a query), or undefined if it is neither. */
export function modulePath(module: string): string | undefined {
  if (module.startsWith('file:')) {
    const url = new URL(module);
    url.search = '';
    url.hash = '';
    const path = fileURLToPath(url);
    return evaluated.test(basename(path)) ? undefined : path;
  }
  return isAbsolute(module) ? module : undefined;
}

/** The file in which `callee` was called, or undefined where there is no module (eval, REPL, data URLs). */
export function callingFile(callee: (...args: never[]) => unknown): string | undefined {
  const site = callerOf(callee);
  if (site === undefined || site.isEval()) return undefined;
  const file = site.getFileName();
  return file === null || file === undefined ? undefined : modulePath(file);
}
