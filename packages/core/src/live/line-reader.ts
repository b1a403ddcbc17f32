import { closeSync, constants, openSync, readSync } from 'node:fs';
import { isMissing, readingError } from '../store/index.js';

const chunkBytes = 256 * 1024;
/** No line of ours is longer; what is must not fill the memory of whoever reads it. */
const longestLine = 64 * 1024;
const newline = 0x0a;

/** Reads the lines of a file that another process appends to, as far as they are complete. */
export class LineReader {
  readonly #path: string;
  readonly #buffer = Buffer.allocUnsafe(chunkBytes);
  #offset = 0;
  #rest: Buffer = Buffer.alloc(0);
  #isSkipping = false;

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * The lines of the next part of the file, without what follows the last newline; undefined when there is nothing new. Throws
   * `StorageError` when the file cannot be read; a file that is not there is one to which nothing was appended yet.
   */
  next(): readonly string[] | undefined {
    const count = this.#read();
    if (count === 0) return undefined;
    this.#offset += count;
    const lines: string[] = [];
    let begin = 0;
    for (let end = this.#find(begin, count); end >= 0; end = this.#find(begin, count)) {
      const line = Buffer.concat([this.#rest, this.#buffer.subarray(begin, end)]);
      if (!this.#isSkipping && line.length > 0) lines.push(line.toString('utf8'));
      this.#rest = Buffer.alloc(0);
      this.#isSkipping = false;
      begin = end + 1;
    }
    this.#keep(begin, count);
    return lines;
  }

  /** The position of the next newline, or -1. */
  #find(begin: number, count: number): number {
    return this.#buffer.subarray(0, count).indexOf(newline, begin);
  }

  #keep(begin: number, count: number): void {
    if (this.#rest.length + count - begin > longestLine) this.#isSkipping = true;
    this.#rest = this.#isSkipping ? Buffer.alloc(0) : Buffer.concat([this.#rest, this.#buffer.subarray(begin, count)]);
  }

  #read(): number {
    try {
      // Opened anew each time: a reader that is forgotten holds nothing. O_NONBLOCK: see `readIfPresent`.
      const fd = openSync(this.#path, constants.O_RDONLY | constants.O_NONBLOCK);
      try {
        return readSync(fd, this.#buffer, 0, chunkBytes, this.#offset);
      } finally {
        closeSync(fd);
      }
    } catch (error) {
      if (isMissing(error)) return 0;
      throw readingError(error, this.#path);
    }
  }
}
