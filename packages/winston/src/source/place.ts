import { basename, relative, sep } from 'node:path';
import type { Caller } from '@huldra/core';
import { originalPlace } from './source-maps.js';

/** A place in the source, as a person wrote it. */
export interface Place {
  /** `pipeline.ts:12`. */
  readonly short: string;
  /** With its folders from the working directory; with all of them where it lies elsewhere. */
  readonly long: string;
}

const known = new Map<string, Place>();
/** Only code that is generated without end reaches it. */
const knownAtMost = 10_000;

/** Where `caller` is in the source that was written, by its source map if it has one. */
export function placeOf(caller: Caller | undefined): Place | undefined {
  if (caller === undefined) return undefined;
  const key = `${caller.file}:${caller.line}:${caller.column}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const { file, line } = originalPlace(caller);
  const inside = relative(workingDirectory(), file);
  const place: Place = {
    short: `${basename(file)}:${line}`,
    long: `${inside.startsWith('..') || inside === '' ? file : inside.split(sep).join('/')}:${line}`,
  };
  if (known.size >= knownAtMost) known.clear();
  known.set(key, place);
  return place;
}

function workingDirectory(): string {
  try {
    return process.cwd();
  } catch {
    return '/'; // It was deleted.
  }
}
