import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Kind } from '../order.js';

type Entry =
  | { readonly path: string; readonly bytes: Buffer }
  | { readonly path: string; readonly link: string }
  | { readonly path: string };

/** A root as it stood once, kept in memory, so that it can be put back after each trial. */
export class Scene {
  readonly name: string;
  readonly kind: Kind;
  readonly isPublished: boolean;
  readonly #entries: readonly Entry[];

  private constructor(name: string, kind: Kind, entries: readonly Entry[]) {
    this.name = name;
    this.kind = kind;
    this.#entries = entries;
    this.isPublished = entries.some(({ path }) => path.endsWith('/SUCCESS.json'));
  }

  static of(name: string, kind: Kind, root: string): Scene {
    return new Scene(name, kind, [...entriesBelow(root, root)]);
  }

  /** The same with some files under other names, and without those that get none. */
  changed(name: string, pathOf: (path: string) => string | undefined): Scene {
    const entries = this.#entries.flatMap((entry) => {
      const path = pathOf(entry.path);
      return path === undefined ? [] : [{ ...entry, path }];
    });
    return new Scene(name, this.kind, entries);
  }

  /** The same with one more file. */
  with(name: string, path: string, bytes: Buffer): Scene {
    return new Scene(name, this.kind, [...this.#entries, { path, bytes }]);
  }

  putBack(root: string): void {
    rmSync(root, { recursive: true, force: true });
    for (const entry of this.#entries) {
      const path = join(root, entry.path);
      if ('bytes' in entry) {
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, entry.bytes);
      } else if ('link' in entry) symlinkSync(entry.link, path);
      else mkdirSync(path, { recursive: true });
    }
  }

  /** Paths of files whose end matches. */
  paths(pattern: RegExp): readonly string[] {
    return this.#entries.flatMap((entry) => ('bytes' in entry && pattern.test(entry.path) ? [entry.path] : []));
  }

  bytes(path: string): Buffer {
    const entry = this.#entries.find((candidate) => candidate.path === path);
    if (entry === undefined || !('bytes' in entry)) throw new Error(`the scene "${this.name}" has no file ${path}`);
    return entry.bytes;
  }
}

function* entriesBelow(root: string, directory: string): Iterable<Entry> {
  for (const name of readdirSync(directory).sort()) {
    const whole = join(directory, name);
    const path = relative(root, whole);
    const stat = lstatSync(whole);
    if (stat.isSymbolicLink()) yield { path, link: readlinkSync(whole) };
    else if (stat.isFile()) yield { path, bytes: readFileSync(whole) };
    else {
      yield { path };
      yield* entriesBelow(root, whole);
    }
  }
}
