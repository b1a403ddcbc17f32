import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Place } from './trial.js';

/**
 * A file system of a megabyte, in memory, that can be filled and made read-only. It is mounted in a namespace of its own, and is
 * gone with the last process in it, whatever this process dies of.
 */
export class SmallDisk {
  readonly #holder: ChildProcess;
  readonly #path: string;

  private constructor(holder: ChildProcess, path: string) {
    this.#holder = holder;
    this.#path = path;
  }

  /** Mounts it in `directory`. A text says why that is not possible. */
  static async make(directory: string): Promise<SmallDisk | string> {
    const path = join(directory, 'disk');
    mkdirSync(path, { recursive: true });
    const script = 'mount -t tmpfs -o size=1m,mode=755 tmpfs "$0" && echo ready && exec cat';
    const holder = spawn('unshare', ['--mount', '--propagation', 'private', 'sh', '-c', script, path]);
    let stderr = '';
    holder.stderr.on('data', (chunk) => {
      stderr += String(chunk);
    });
    const why = once(holder, 'close').then(
      () => `no file system can be mounted (${stderr.trim()})`,
      (error: unknown) => `unshare cannot be run (${String(error)})`,
    );
    return Promise.race([once(holder.stdout, 'data').then(() => new SmallDisk(holder, path)), why]);
  }

  /** The command to run a process by, so that it sees the disk. */
  get wrapper(): readonly string[] {
    return ['nsenter', `--mount=/proc/${this.#holder.pid}/ns/mnt`, '--'];
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
  async end(): Promise<void> {
    const ended = once(this.#holder, 'close');
    this.#holder.stdin?.end();
    await ended;
  }

  /** The disk as it is seen from outside of its namespace. */
  #outside(): string {
    return `/proc/${this.#holder.pid}/root${this.#path}`;
  }

  #remount(option: string): void {
    const [command = '', ...args] = [...this.wrapper, 'mount', '-o', `remount,${option}`, this.#path];
    const { status, stderr } = spawnSync(command, args);
    if (status !== 0) throw new Error(`remount,${option}: ${String(stderr).trim()}`);
  }
}
