import { readFileSync, statSync } from 'node:fs';
import { findSourceMap, SourceMap, type SourceMapPayload } from 'node:module';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Caller } from '@huldra/core';

/** A larger file is no module that somebody wrote, and reading it would delay a line of a log. */
const largestFile = 32 * 1024 * 1024;

interface Mapped {
  readonly map: SourceMap;
  /** What the paths in the map are relative to. */
  readonly folder: string;
}

const maps = new Map<string, Mapped | undefined>();

/** The place in the source that a place in generated code comes from; itself, where there is no usable source map. */
export function originalPlace(caller: Caller): { readonly file: string; readonly line: number } {
  const mapped = maps.has(caller.file) ? maps.get(caller.file) : look(caller.file);
  if (mapped === undefined) return caller;
  const entry = mapped.map.findEntry(caller.line - 1, caller.column - 1);
  if (!('originalSource' in entry) || typeof entry.originalSource !== 'string') return caller;
  const file = toPath(entry.originalSource, mapped.folder);
  return file === undefined ? caller : { file, line: entry.originalLine + 1 };
}

function look(file: string): Mapped | undefined {
  const mapped = loaded(file) ?? read(file);
  maps.set(file, mapped);
  return mapped;
}

/** Node knows it when source maps are on, also of code that a loader made and no file holds. */
function loaded(file: string): Mapped | undefined {
  const map = findSourceMap(file);
  return map === undefined ? undefined : { map, folder: dirname(file) };
}

function read(file: string): Mapped | undefined {
  try {
    const address = /\n\/\/[#@] sourceMappingURL=(\S+)\s*$/.exec(text(file))?.[1];
    if (address === undefined) return undefined;
    const inline = /^data:application\/json[^,]*?(;base64)?,(.*)$/s.exec(address);
    const path = resolve(dirname(file), decodeURIComponent(address));
    const json = inline === null ? text(path) : decoded(inline[2] ?? '', inline[1] !== undefined);
    const payload = JSON.parse(json) as SourceMapPayload;
    const folder = inline === null ? dirname(path) : dirname(file);
    return { map: new SourceMap(payload), folder: resolve(folder, payload.sourceRoot ?? '') };
  } catch {
    return undefined; // Without its map, the place in the generated file is still true.
  }
}

function text(path: string): string {
  if (statSync(path).size > largestFile) throw new Error('too large');
  return readFileSync(path, 'utf8');
}

function decoded(data: string, isBase64: boolean): string {
  return isBase64 ? Buffer.from(data, 'base64').toString('utf8') : decodeURIComponent(data);
}

function toPath(source: string, folder: string): string | undefined {
  if (source.startsWith('file:')) return fileURLToPath(source);
  return /^[a-z][\w+.-]+:/i.test(source) ? undefined : resolve(folder, source);
}
