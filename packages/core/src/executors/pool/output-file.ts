import { closeSync, fstatSync, ftruncateSync, openSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newToken } from '../../store/index.js';
import { maxLogBytes, tailOf } from '../job-log.js';

/** What one worker may print in the course of one job before its earlier output is dropped from the disk. */
const maxBytes = 16 * maxLogBytes;

/**
 * Where a worker's standard output and error go: a file without a name, so that a worker never waits for a busy parent to read, the
 * last words of a crash are there, and nothing is left behind.
 */
export class OutputFile {
  readonly fd: number;
  /** What was kept of output that was dropped. */
  #dropped = '';

  constructor() {
    const path = join(tmpdir(), `huldra-worker-${process.pid}-${newToken()}.log`);
    // Appending: both streams of the worker share the end of the file, also after it was cut.
    this.fd = openSync(path, 'ax+', 0o600);
    unlinkSync(path);
  }

  /** Forgets what was printed until now. */
  clear(): void {
    this.#dropped = '';
    ftruncateSync(this.fd, 0);
  }

  /** Called now and then, so that a talkative worker does not fill the disk. */
  bound(): void {
    if (fstatSync(this.fd).size <= maxBytes) return;
    this.#dropped = `… earlier output was dropped …\n${tailOf(this.fd) ?? ''}`;
    ftruncateSync(this.fd, 0);
  }

  /** The last megabyte, at least, of what was printed. */
  text(): string {
    return this.#dropped + (tailOf(this.fd) ?? '');
  }

  close(): void {
    closeSync(this.fd);
  }
}
