import { execFileSync } from 'node:child_process';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Bench, benches } from './support/bench.js';
import { undocumentedFiles } from './support/documented-files.js';
import { obstacleToMounting, onSmallDisk, testUnless } from './support/permitted.js';
import { Worker } from './support/worker.js';

const bench = benches('full-disk');
const testWithDisks = testUnless(obstacleToMounting());

/** Writes until nothing more fits, then gives `left` bytes back. Returns how to free everything. */
function fill(directory: string, left: number): () => void {
  const rest = join(directory, 'rest');
  const filling = join(directory, 'filling');
  writeFileSync(rest, Buffer.alloc(left));
  try {
    for (;;) writeFileSync(filling, Buffer.alloc(4096), { flag: 'a' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
  rmSync(rest);
  return () => rmSync(filling);
}

testWithDisks(
  'however little space is left, nothing half is published, hits are served, and all goes on when there is space',
  () =>
    onSmallDisk('4m', async (directory) => {
      const own = new Bench(directory);
      const [worker, other] = await Promise.all([Worker.start(own.root), Worker.start(own.root)]);
      const { value: earlier } = await worker.ask(0);
      const outcomes: string[] = [];
      for (let pages = 0; pages <= 22; pages += 1) {
        const id = pages + 1;
        const free = fill(directory, pages * 4096);
        const { value, error } = await worker.ask(id);
        outcomes.push(
          error === undefined ? 'published' : `${error.code} ${error.code === 'COMPUTE_FAILED' || error.retryable}`,
        );
        expect((await worker.ask(0)).value).toBe(earlier);
        const published = own.proof(id) !== undefined;
        expect([id, published]).toEqual([id, value !== undefined]);
        free();
        // The owner lives on; where it could not even say that it gave up, it knows itself.
        const again = await worker.ask(id);
        expect([id, again.error]).toEqual([id, undefined]);
        if (value !== undefined) expect(again.value).toBe(value);
        expect((await other.ask(id)).value).toBe(again.value);
      }
      expect(new Set(outcomes)).toEqual(new Set(['STORAGE true', 'COMPUTE_FAILED true', 'published']));
      expect(undocumentedFiles(own.root, { afterDeath: true })).toEqual([]);
      await Promise.all([worker.kill(), other.kill()]);
    }),
);

/** Leaves so many names for files. Returns how to make room again. */
function leaveNames(directory: string, names: number): () => void {
  const allow = (inodes: number): void => {
    execFileSync('mount', ['-o', `remount,nr_inodes=${inodes}`, directory]);
  };
  const { files, ffree } = statfsSync(directory);
  allow(files - ffree + names);
  return () => allow(files);
}

testWithDisks(
  'however few names are left for files, another process need not wait for an owner that gave up and lives',
  () =>
    onSmallDisk('4m,nr_inodes=10000', async (directory) => {
      const own = new Bench(directory);
      const env = { HULDRA_MAX_WAIT_SECS: '20' };
      const [owner, other] = await Promise.all([Worker.start(own.root, { env }), Worker.start(own.root, { env })]);
      const { value: earlier } = await owner.ask(0);
      let isPublished = false;
      for (let names = 0; !isPublished; names += 1) {
        const id = names + 1;
        const makeRoom = leaveNames(directory, names);
        const { value, error } = await owner.ask(id);
        expect((await other.ask(0)).value).toBe(earlier);
        makeRoom();
        isPublished = error === undefined;
        const next = await other.ask(id);
        expect([names, next.error]).toEqual([names, undefined]);
        if (isPublished) expect(next.value).toBe(value);
        else expect(error).toMatchObject({ typed: true, code: expect.stringMatching(/^(?:STORAGE|COMPUTE_FAILED)$/) });
      }
      expect(undocumentedFiles(own.root, { afterDeath: true })).toEqual([]);
      await Promise.all([owner.kill(), other.kill()]);
    }),
);

test('an owner that can open no more files says that its claim is over, and nobody waits for it', async () => {
  const own = bench();
  const env = { HULDRA_MAX_WAIT_SECS: '20' };
  const wrapper = ['sh', '-c', 'ulimit -n 64 && exec "$@"', 'sh'];
  const [owner, other] = await Promise.all([Worker.start(own.root, { env, wrapper }), Worker.start(own.root, { env })]);
  owner.how({ isOpeningFiles: true });
  expect((await owner.ask(1)).error).toMatchObject({ typed: true, code: 'COMPUTE_FAILED', cause: 'EMFILE' });
  expect((await other.state(1)).value).toMatchObject({ status: 'preempted' });
  expect((await other.ask(1)).error).toBeUndefined();
});
