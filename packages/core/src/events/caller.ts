import { fileURLToPath } from 'node:url';
import { captureCallSites } from '../process/call-site.js';

/** A place in a source file as it runs, before source maps. Lines and columns count from 1. */
export interface Caller {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Native frames such as `Array.map` may lie between a function and the file that called it. */
const nearFrames = 4;
/** A logging library has some fifteen frames of its own and of streams. */
const farFrames = 40;

/**
 * Remembers the place that called `callee`; it is looked for only when it is asked for. Files for which `isPassedOver` answers
 * true are not taken for the caller: those of a library that lies between.
 */
export function captureCaller(
  callee: (...args: never[]) => unknown,
  isPassedOver?: (file: string) => boolean,
): () => Caller | undefined {
  const callSites = captureCallSites(callee, isPassedOver === undefined ? nearFrames : farFrames);
  let caller: Caller | undefined;
  let isKnown = false;
  return () => {
    if (!isKnown) caller = firstFile(callSites(), isPassedOver ?? (() => false));
    isKnown = true;
    return caller;
  };
}

function firstFile(sites: readonly NodeJS.CallSite[], isPassedOver: (file: string) => boolean): Caller | undefined {
  for (const site of sites) {
    const name = site.getFileName();
    if (!name || name.startsWith('node:') || isPassedOver(name)) continue;
    const line = site.getLineNumber();
    if (line === null) continue;
    return { file: name.startsWith('file:') ? fileURLToPath(name) : name, line, column: site.getColumnNumber() ?? 1 };
  }
  return undefined;
}
