import { fileURLToPath } from 'node:url';
import { captureCallSites } from '../process/call-site.js';

/** A place in a source file as it runs, before source maps. Lines and columns count from 1. */
export interface Caller {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A native frame such as `Array.map` may lie between a function and the file that called it. Each frame costs time. */
const nearFrames = 2;

export interface CallerOptions {
  /** Files for which it answers true are not taken for the caller: those of a library that lies between. */
  readonly isPassedOver?: (file: string) => boolean;
  /** How many frames to look at. */
  readonly frames?: number;
}

/**
 * Remembers the place that called `callee`; it is looked for only when it is asked for. Undefined if `callee` is not being called,
 * or by no file among the nearest frames.
 */
export function captureCaller(
  callee: (...args: never[]) => unknown,
  { isPassedOver = () => false, frames = nearFrames }: CallerOptions = {},
): () => Caller | undefined {
  const callSites = captureCallSites(callee, frames);
  let caller: Caller | undefined;
  let isKnown = false;
  return () => {
    if (!isKnown) caller = firstFile(callSites(), isPassedOver);
    isKnown = true;
    return caller;
  };
}

/** Logs ask for the same few files over and over, and taking an address apart takes longer than all the rest. */
const paths = new Map<string, string>();

function pathOf(name: string): string {
  if (!name.startsWith('file:')) return name;
  const path = paths.get(name) ?? fileURLToPath(name);
  paths.set(name, path);
  return path;
}

function firstFile(sites: readonly NodeJS.CallSite[], isPassedOver: (file: string) => boolean): Caller | undefined {
  for (const site of sites) {
    const name = site.getFileName();
    if (!name || name.startsWith('node:') || isPassedOver(name)) continue;
    const line = site.getLineNumber();
    if (line === null) continue;
    return { file: pathOf(name), line, column: site.getColumnNumber() ?? 1 };
  }
  return undefined;
}
