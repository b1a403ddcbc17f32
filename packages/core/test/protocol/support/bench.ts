import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryRoot } from '@huldra/testing';
import { afterAll } from '@jest/globals';
import { readEvents, type StoredEvent } from '../../../src/store/event-log.js';
import { type ArtifactLayout, layoutOf, ownerPath } from '../../../src/store/layout.js';
import { type OwnerRecord, readOwner } from '../../../src/store/owner.js';
import { readStateFile, type StateRecord } from '../../../src/store/state-file.js';
import { readSuccess, type Success } from '../../../src/store/success.js';
import { hashOfJob } from './job-hash.js';

/** A root of its own for a test, with a ledger beside it that counts creates from outside of the store. */
export class Bench {
  readonly directory: string;
  readonly root: string;
  readonly ledger: string;

  constructor(directory: string) {
    this.directory = directory;
    this.root = join(directory, 'root');
    this.ledger = join(directory, 'ledger.txt');
    writeFileSync(this.ledger, '');
  }

  /** How often create of each job was called, whatever came of it. */
  createsOfAll(): Map<number, number> {
    const counts = new Map<number, number>();
    for (const line of readFileSync(this.ledger, 'utf8').split('\n').filter(Boolean)) {
      const id = Number(line.split(' ')[0]);
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    return counts;
  }

  creates(id: number): number {
    return this.createsOfAll().get(id) ?? 0;
  }

  /** Where a job's own files are. */
  control(id: number): string {
    return this.#layout(id).control;
  }

  #layout(id: number): ArtifactLayout {
    return layoutOf(this.root, 'test-protocol/Job', hashOfJob(id), false);
  }

  /** The proof of a job's result as it stands on disk, if there is one. */
  proof(id: number): string | undefined {
    const file = join(this.control(id), 'SUCCESS.json');
    return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  }

  /** The record of who took an epoch. */
  owner(id: number, epoch: number): OwnerRecord | undefined {
    return readOwner(ownerPath(this.#layout(id), epoch));
  }

  state(id: number): StateRecord | undefined {
    return readStateFile(this.#layout(id));
  }

  success(id: number): Success | undefined {
    return readSuccess(this.#layout(id));
  }

  /** How many results were set aside. */
  setAside(id: number): number {
    return readdirSync(this.control(id)).filter((name) => name.startsWith('SUCCESS.invalidated-')).length;
  }

  /** What happened to a job, as far as it is recorded. */
  events(id: number): readonly StoredEvent[] {
    return readEvents(this.#layout(id));
  }

  /** The highest epoch that was taken. */
  lastEpoch(id: number): number {
    const names = readdirSync(join(this.control(id), 'locks')).filter((name) => name.endsWith('.lock'));
    return Math.max(0, ...names.map((name) => Number.parseInt(name, 10)));
  }
}

/** Gives every call a bench of its own; all of them are removed when the file is through. */
export function benches(label: string): () => Bench {
  const parent = temporaryRoot(label);
  afterAll(parent.cleanup);
  let last = 0;
  return () => {
    last += 1;
    const directory = join(parent.path, `bench-${last}`);
    mkdirSync(directory);
    return new Bench(directory);
  };
}
