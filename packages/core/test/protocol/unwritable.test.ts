import { execFileSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Bench, benches } from './support/bench.js';
import { obstacleToMounting, obstacleToOtherUsers, onSmallDisk, testUnless } from './support/permitted.js';
import { startWorkers, Worker } from './support/worker.js';

const bench = benches('unwritable');

/** What the name `nobody` stands for. */
const nobody = 65_534;

/** Only job 1 has a result. */
async function published(own: Bench): Promise<string | undefined> {
  const writer = await Worker.start(own.root);
  const { value } = await writer.ask(1);
  await writer.kill();
  return value;
}

async function expectReadOnly(reader: Worker, value: string | undefined): Promise<void> {
  expect(await reader.ask(1)).toMatchObject({ value, events: ['hit published'] });
  expect((await reader.state(1)).value).toMatchObject({ status: 'success' });
  expect((await reader.state(2)).value).toMatchObject({ status: 'missing' });
  const refusal = {
    typed: true,
    code: 'ROOT_NOT_WRITABLE',
    retryable: false,
    message: expect.stringContaining('HULDRA_PATH'),
  };
  expect((await reader.ask(2)).error).toMatchObject(refusal);
  expect((await reader.invalidate(1)).error).toMatchObject(refusal);
  expect((await reader.ask(1)).value).toBe(value);
}

testUnless(obstacleToOtherUsers())(
  'who may not write gets every published result, and a RootNotWritableError for others',
  async () => {
    const own = bench();
    chmodSync(dirname(own.directory), 0o755);
    const value = await published(own);
    const reader = await Worker.start(own.root);
    reader.become(nobody);
    await expectReadOnly(reader, value);
  },
);

testUnless(obstacleToOtherUsers())('who may not read is told so, and not that there is no result', async () => {
  const own = bench();
  chmodSync(dirname(own.directory), 0o755);
  await published(own);
  chmodSync(own.root, 0o700);
  const reader = await Worker.start(own.root);
  reader.become(nobody);
  const { error } = await reader.ask(1);
  expect(error).toMatchObject({
    typed: true,
    code: 'STORAGE',
    retryable: false,
    message: expect.stringContaining('to read'),
  });
});

testUnless(obstacleToOtherUsers())(
  'an owner to which locks/ was closed while it computed still says that its claim is over, and nobody waits for it',
  async () => {
    const own = bench();
    chmodSync(dirname(own.directory), 0o755);
    chmodSync(own.directory, 0o777);
    const env = { HULDRA_MAX_WAIT_SECS: '20' };
    const [owner, other] = await Promise.all([Worker.start(own.root, { env }), Worker.start(own.root, { env })]);
    for (const worker of [owner, other]) worker.become(nobody);
    for (const isFailing of [false, true]) {
      const id = isFailing ? 1 : 2;
      owner.how({ isLockingUp: true, ...(isFailing ? { failure: 'told to' } : {}) });
      const { error } = await owner.ask(id);
      expect(error).toMatchObject({ typed: true, code: isFailing ? 'COMPUTE_FAILED' : 'ROOT_NOT_WRITABLE' });
      chmodSync(join(own.control(id), 'locks'), 0o755);
      expect((await other.state(id)).value).toMatchObject({ status: 'preempted' });
      expect((await other.ask(id)).error).toBeUndefined();
      expect(own.lastEpoch(id)).toBe(3);
    }
  },
);

testUnless(obstacleToMounting())(
  'from a file system that is mounted read-only results are read, and a miss is a RootNotWritableError',
  () =>
    onSmallDisk('4m', async (directory) => {
      const own = new Bench(directory);
      const value = await published(own);
      execFileSync('mount', ['-o', 'remount,ro', directory]);
      const reader = await Worker.start(own.root);
      await expectReadOnly(reader, value);
      await reader.kill();
    }),
);

test('a root that is a file is a RootNotWritableError', async () => {
  const own = bench();
  writeFileSync(own.root, 'not a directory');
  const [worker] = await startWorkers(1, own.root);
  expect((await worker?.ask(1))?.error).toMatchObject({ typed: true, code: 'ROOT_NOT_WRITABLE' });
  expect((await worker?.state(1))?.value).toMatchObject({ status: 'missing' });
});
