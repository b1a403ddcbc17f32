import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Artifact, type CreateContext, Field, Huldra, type LoadContext } from '@huldra/core';
import { readValue, rightValue } from './job.js';

let begun = 0;
let release: () => void = () => undefined;
const released = new Promise<void>((resolve) => {
  release = resolve;
});

/** An artifact whose create blocks the main thread, as soon as so many as `holders` have begun and are owned by this process. */
@Artifact({ namespace: 'faults/Blocking' })
export class Blocking extends Huldra<string> {
  @Field() id = 0;
  /** The file to which every create appends a line `<id> <pid> <time>`, in nanoseconds of the machine's monotonic clock. */
  @Field({ hash: false }) ledger = '';
  @Field({ hash: false }) holders = 1;
  /** For how long, in milliseconds; 0 blocks nothing. */
  @Field({ hash: false }) ms = 0;
  /** Computes meanwhile, instead of waiting in a system call. */
  @Field({ hash: false }) busy = false;

  async create({ dir }: CreateContext): Promise<string> {
    appendFileSync(this.ledger, `${this.id} ${process.pid} ${process.hrtime.bigint()}\n`);
    begun += 1;
    if (this.ms > 0) {
      if (begun === this.holders) {
        block(this.ms, this.busy);
        release();
      }
      await released;
    }
    writeFileSync(join(dir, 'value.txt'), rightValue(this.id));
    return rightValue(this.id);
  }

  load({ dir }: LoadContext): string {
    return readValue(dir);
  }
}

function block(ms: number, busy: boolean): void {
  if (busy) for (const end = performance.now() + ms; performance.now() < end; );
  else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
