import { spawnSync } from 'node:child_process';
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MountSpace } from './mount-space.js';

export type DiskKind = 'ext4' | 'xfs';

/** What mkfs.xfs wants at least, and some more; the file is sparse. */
const sizeBytes = 512 * 1024 * 1024;

/** A file system of its own in a file, whose power can be cut. Nobody outside sees it, and it is unmounted with this process. */
export class LoopDisk {
  /** Where it is mounted, for those who run by `wrapper`. */
  readonly directory: string;
  readonly #image: string;
  readonly #kind: DiskKind;
  readonly #space: MountSpace;

  private constructor(directory: string, image: string, kind: DiskKind, space: MountSpace) {
    this.directory = directory;
    this.#image = image;
    this.#kind = kind;
    this.#space = space;
  }

  /** A text says why this is not possible here. */
  static async make(below: string, kind: DiskKind): Promise<LoopDisk | string> {
    const image = join(below, 'disk.img');
    writeFileSync(image, '');
    truncateSync(image, sizeBytes);
    const { error, status, stderr } = spawnSync(`mkfs.${kind}`, ['-q', image]);
    if (error !== undefined) return `mkfs.${kind}: ${error.message}`;
    if (status !== 0) return `mkfs.${kind}: ${String(stderr).trim()}`;
    const space = await MountSpace.open();
    if (typeof space === 'string') return space;
    const directory = join(below, 'disk');
    mkdirSync(directory);
    const disk = new LoopDisk(directory, image, kind, space);
    const why = disk.mount();
    if (why === undefined) return disk;
    await space.close();
    return why;
  }

  get wrapper(): readonly string[] {
    return this.#space.wrapper;
  }

  /** Also replays the journal. A text says why it failed. */
  mount(): string | undefined {
    return this.#space.run('mount', '-t', this.#kind, '-o', 'loop', this.#image, this.directory);
  }

  /** All that use it must have ended. A text says why it failed. */
  unmount(): string | undefined {
    return this.#space.run('umount', this.directory);
  }

  /**
   * From here on nothing reaches the disk: what was not flushed is lost. `journal: 'written'` lets the names and sizes of files
   * reach it first, but not their contents: files then come back empty or full of zeros. A text says why it failed.
   */
  cutPower({ journal }: { readonly journal: 'written' | 'lost' }): string | undefined {
    return this.#space.run('xfs_io', '-x', '-c', journal === 'written' ? 'shutdown -f' : 'shutdown', this.directory);
  }

  /** Processes that were started on it must have ended. */
  close(): Promise<void> {
    return this.#space.close();
  }
}
