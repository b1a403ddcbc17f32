import { fileURLToPath } from 'node:url';
import { captureCallSites } from '../process/call-site.js';

/** A place in a source file as it runs, before source maps. Lines and columns count from 1. */
export interface Caller {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Native frames such as `Array.map` may lie between a function and the file that called it. */
const frames = 4;

/** Remembers the place that called `callee`; it is looked for only when it is asked for. */
export function captureCaller(callee: (...args: never[]) => unknown): () => Caller | undefined {
  const callSites = captureCallSites(callee, frames);
  let caller: Caller | undefined;
  let isKnown = false;
  return () => {
    if (!isKnown) caller = firstFile(callSites());
    isKnown = true;
    return caller;
  };
}

function firstFile(sites: readonly NodeJS.CallSite[]): Caller | undefined {
  for (const site of sites) {
    const name = site.getFileName();
    const line = site.getLineNumber();
    if (!name || name.startsWith('node:') || line === null) continue;
    return { file: name.startsWith('file:') ? fileURLToPath(name) : name, line, column: site.getColumnNumber() ?? 1 };
  }
  return undefined;
}
