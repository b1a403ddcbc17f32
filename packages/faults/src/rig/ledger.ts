import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Counts creates from outside of the store. */
export class Ledger {
  readonly path: string;

  constructor(directory: string, name = 'ledger.txt') {
    this.path = join(directory, name);
    if (!existsSync(this.path)) writeFileSync(this.path, '');
  }

  /** How often each job's create was called. */
  counts(): ReadonlyMap<number, number> {
    const counts = new Map<number, number>();
    for (const line of readFileSync(this.path, 'utf8').split('\n').filter(Boolean)) {
      const id = Number(line.split(' ')[0]);
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    return counts;
  }

  /** The job that was begun last. */
  last(): number | undefined {
    const line = readFileSync(this.path, 'utf8').split('\n').filter(Boolean).at(-1);
    return line === undefined ? undefined : Number(line.split(' ')[0]);
  }

  total(): number {
    return [...this.counts().values()].reduce((sum, count) => sum + count, 0);
  }
}
