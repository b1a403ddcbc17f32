import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Artifact, type CreateContext, Field, Huldra, type LoadContext } from '@huldra/core';
import type { Order } from './order.js';

/** The small part of what the artifact with this number consists of. */
function noteOf(id: number): string {
  return `a note of ${id} `.repeat(20);
}

/** The large part: several pages, so that a torn file shows. */
function contentOf(id: number): string {
  return `the content of ${id} `.repeat(800);
}

/** Writes files of its own, one of them in a directory. */
@Artifact({ namespace: 'faults/FilesSpecimen' })
export class FilesSpecimen extends Huldra<string> {
  @Field() id = 0;
  /** The file to which every create appends a line `<id> <pid>`. */
  @Field({ hash: false }) ledger = '';
  @Field({ hash: false }) gate = '';
  @Field({ hash: false }) isFailing = false;

  async create({ dir }: CreateContext): Promise<string> {
    await begin(this);
    mkdirSync(join(dir, 'parts'));
    writeFileSync(join(dir, 'parts', 'content.txt'), contentOf(this.id));
    writeFileSync(join(dir, 'note.txt'), noteOf(this.id));
    return noteOf(this.id);
  }

  load({ dir }: LoadContext): string {
    const content = readFileSync(join(dir, 'parts', 'content.txt')).toString('utf8');
    if (content !== contentOf(this.id)) throw new Error('the content is not what was written');
    return readFileSync(join(dir, 'note.txt')).toString('utf8');
  }
}

/** Leaves the storing of its value to huldra. */
@Artifact({ namespace: 'faults/StoredSpecimen' })
export class StoredSpecimen extends Huldra<string> {
  @Field() id = 0;
  @Field({ hash: false }) ledger = '';
  @Field({ hash: false }) gate = '';
  @Field({ hash: false }) isFailing = false;

  async create(): Promise<string> {
    await begin(this);
    return contentOf(this.id);
  }
}

async function begin({ id, ledger, gate, isFailing }: FilesSpecimen | StoredSpecimen): Promise<void> {
  appendFileSync(ledger, `${id} ${process.pid}\n`);
  while (gate !== '' && !existsSync(gate)) await sleep(5);
  if (isFailing) throw new Error('told to fail');
}

/** The artifact that an order is about. */
export function specimenOf({ kind, id, ledger, gate = '', isFailing = false }: Order): FilesSpecimen | StoredSpecimen {
  const fields = { id, ledger, gate, isFailing };
  return kind === 'files' ? FilesSpecimen.of(fields) : StoredSpecimen.of(fields);
}

/** Whether this is what the artifact of an order must return. */
export function isRight({ kind, id }: Order, value: unknown): boolean {
  return value === (kind === 'files' ? noteOf(id) : contentOf(id));
}
