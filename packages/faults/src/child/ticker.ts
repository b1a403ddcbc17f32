import { openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { workerData } from 'node:worker_threads';

/*
 * A thread that does what a heartbeat does, more often, for nobody; it notes for how long it could not.
 */

const { directory, buffer } = workerData as { readonly directory: string; readonly buffer: SharedArrayBuffer };
const longest = new Int32Array(buffer);
const fd = openSync(join(directory, `ticks-${process.pid}-${Math.random()}`), 'w');
let last = performance.now();

setInterval(() => {
  writeSync(fd, 'tick', 0);
  const now = performance.now();
  Atomics.store(longest, 0, Math.max(Atomics.load(longest, 0), Math.round(now - last)));
  last = now;
}, 20);
