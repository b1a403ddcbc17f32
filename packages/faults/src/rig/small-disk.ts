import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MountSpace } from './mount-space.js';
import type { Place } from './trial.js';

/** A file system of a megabyte, in memory, that can be filled and made read-only. Nobody outside sees it. */
export class SmallDisk {
  readonly #space: MountSpace;
  readonly #path: string;

  private constructor(space: MountSpace, path: string) {
    this.#space = space;
    this.#path = path;
  }

  /** Mounts it in `directory`. A text says why that is not possible. */
  static async make(directory: string): Promise<SmallDisk | string> {
    const path = join(directory, 'disk');
    mkdirSync(path, { recursive: true });
    const space = await MountSpace.open();
    if (typeof space === 'string') return space;
    const why = space.run('mount', '-t', 'tmpfs', '-o', 'size=1m,mode=755', 'tmpfs', path);
    if (why === undefined) return new SmallDisk(space, path);
    await space.close();
    return why;
  }

  /** The command to run a process by, so that it sees the disk. */
  get wrapper(): readonly string[] {
    return this.#space.wrapper;
  }

  /** A place on the disk. */
  place(name: string): Place {
    return { inside: join(this.#path, name), outside: join(this.#outside(), name) };
  }

  /** Leaves so many pages (of 4 KB) free for data. */
  leavePages(pages: number): void {
    this.clear();
    const { bavail, bsize } = statfsSync(this.#outside());
    writeFileSync(join(this.#outside(), 'filler'), Buffer.alloc(Math.max(0, bavail - pages) * bsize));
  }

  /** Leaves so many names free for files. */
  leaveFiles(files: number): void {
    this.clear();
    const { files: all, ffree } = statfsSync(this.#outside());
    this.#remount(`nr_inodes=${all - ffree + files}`);
  }

  /** Makes room again. */
  clear(): void {
    rmSync(join(this.#outside(), 'filler'), { force: true });
    this.#remount('nr_inodes=4096');
  }

  setReadOnly(isReadOnly: boolean): void {
    this.#remount(isReadOnly ? 'ro' : 'rw');
  }

  /** Lets it go; the processes that were run on it must have ended. */
  end(): Promise<void> {
    return this.#space.close();
  }

  #outside(): string {
    return this.#space.seenFromOutside(this.#path);
  }

  #remount(option: string): void {
    const why = this.#space.run('mount', '-o', `remount,${option}`, this.#path);
    if (why !== undefined) throw new Error(why);
  }
}
