import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Artifact, type CreateContext, Field, Huldra, type LoadContext } from '@huldra/core';
import { readValue, rightValue } from './job.js';

/** An artifact that asks for another one while it is being made. */
@Artifact({ namespace: 'faults/Nested' })
export class Nested extends Huldra<string> {
  @Field() id = 0;
  @Field({ type: () => Nested, optional: true }) inner: Nested | undefined;
  /** The file to which every create appends a line `<id> <pid>`. */
  @Field({ hash: false }) ledger = '';
  /** How long create goes on after it has the inner one, in milliseconds. */
  @Field({ hash: false }) ms = 0;

  async create({ dir }: CreateContext): Promise<string> {
    appendFileSync(this.ledger, `${this.id} ${process.pid}\n`);
    await this.inner?.loadOrCreate();
    // From outside it shows now that this one, and no other, is at work.
    appendFileSync(workingOf(this.ledger), `${this.id} ${process.pid}\n`);
    await sleep(this.ms);
    writeFileSync(join(dir, 'value.txt'), rightValue(this.id));
    return rightValue(this.id);
  }

  load({ dir }: LoadContext): string {
    return readValue(dir);
  }
}

/** The file in which creates say that they have their inner artifact, beside the ledger. */
export function workingOf(ledger: string): string {
  return `${ledger}.working`;
}

/** One in the other: the last is the outermost. Its number is `id`, the one within it has `id + 1`, and so on. */
export function nest(id: number, ledger: string, msOfLevels: readonly number[]): Nested[] {
  const levels: Nested[] = [];
  for (const [level, ms] of msOfLevels.entries()) {
    const inner = levels.at(-1);
    const number = id + msOfLevels.length - 1 - level;
    levels.push(Nested.of({ id: number, ledger, ms, ...(inner === undefined ? {} : { inner }) }));
  }
  return levels;
}
