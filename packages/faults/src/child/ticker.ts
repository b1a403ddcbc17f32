import { existsSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { isMainThread, Worker, workerData } from 'node:worker_threads';

/*
 * A process with a thread that does what a heartbeat does, for nobody, in the directory of its first argument. When its standard
 * input ends it says for how long, in milliseconds, the thread was hindered at most, its start included.
 */

interface Ticking {
  readonly directory: string;
  readonly longest: Int32Array;
  readonly startedAt: bigint;
}

function tick({ directory, longest, startedAt }: Ticking): void {
  const fd = openSync(join(directory, `ticks-${process.pid}`), 'w');
  let last = startedAt;
  setInterval(() => {
    existsSync(join(directory, 'nothing'));
    writeSync(fd, 'tick', 0);
    fdatasyncSync(fd);
    const now = process.hrtime.bigint();
    Atomics.store(longest, 0, Math.max(Atomics.load(longest, 0), Number((now - last) / 1_000_000n)));
    last = now;
  }, 20);
}

if (isMainThread) {
  const longest = new Int32Array(new SharedArrayBuffer(4));
  const ticking: Ticking = { directory: process.argv[2] ?? '', longest, startedAt: process.hrtime.bigint() };
  new Worker(new URL(import.meta.url), { workerData: ticking });
  process.stdin.resume().once('end', () => {
    writeSync(1, String(Atomics.load(longest, 0)));
    process.exit();
  });
} else tick(workerData as Ticking);
