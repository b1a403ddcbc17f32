import { basename, isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import { captureCallSites } from '../process/call-site.js';

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
  const [site] = captureCallSites(callee, 1)();
  if (site === undefined || site.isEval()) return undefined;
  const file = site.getFileName();
  return file === null || file === undefined ? undefined : modulePath(file);
}
