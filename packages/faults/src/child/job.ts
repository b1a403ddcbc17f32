import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Artifact, type CreateContext, Field, Huldra, type LoadContext } from '@huldra/core';

/** An artifact that leaves a trace of every create, so that creates can be counted from outside. */
@Artifact({ namespace: 'faults/Job' })
export class Job extends Huldra<string> {
  @Field() id = 0;
  /** The file to which every create appends a line `<id> <pid>`. */
  @Field({ hash: false }) ledger = '';
  /** How long create takes, in milliseconds. */
  @Field({ hash: false }) ms = 0;
  /** Blocks the main thread meanwhile, instead of waiting. */
  @Field({ hash: false }) busy = false;

  async create({ dir }: CreateContext): Promise<string> {
    appendFileSync(this.ledger, `${this.id} ${process.pid}\n`);
    if (this.busy) for (const end = performance.now() + this.ms; performance.now() < end; );
    else if (this.ms > 0) await sleep(this.ms);
    writeFileSync(join(dir, 'value.txt'), rightValue(this.id));
    return rightValue(this.id);
  }

  load({ dir }: LoadContext): string {
    return readValue(dir);
  }
}

/** Bytes first: `readFileSync` with an encoding aborts the process when close() fails. */
export function readValue(dir: string): string {
  return readFileSync(join(dir, 'value.txt')).toString('utf8');
}

/** What the job with this number must return: long enough that a torn file shows. */
export function rightValue(id: number): string {
  return `value of ${id} `.repeat(20);
}
