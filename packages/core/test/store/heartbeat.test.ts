import * as fs from 'node:fs';
import { join } from 'node:path';
import { temporaryRoot } from '@huldra/testing';
import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { type HeartbeatOptions, type LossReason, startHeartbeat } from '../../src/store/heartbeat.js';
import { startFixture } from './support/child.js';

const root = temporaryRoot('heartbeat');
afterAll(root.cleanup);

let dir: string;
beforeEach(() => {
  dir = fs.mkdtempSync(join(root.path, 'case-'));
});

const unexpected = (reason: LossReason): never => {
  throw new Error(`The claim was lost (${reason}).`);
};

/** Beats every 20 ms; the lease is longer than any pause of a busy test machine. */
function options(epoch: number, changes: Partial<HeartbeatOptions> = {}): HeartbeatOptions {
  return {
    beatPath: join(dir, `${epoch}.beat`),
    nextLockPath: join(dir, `${epoch + 1}.lock`),
    heartbeatMs: 20,
    leaseMs: 300_000,
    onLost: unexpected,
    ...changes,
  };
}

const counterIn = (path: string): number => Number(fs.readFileSync(path, 'utf8'));
const nextTurn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

/** Waits, as long as the test may last, for so many more beats. */
async function beats(path: string, count: number): Promise<void> {
  const start = counterIn(path);
  while (counterIn(path) < start + count) await nextTurn();
}

function lossOf(epoch: number, changes: Partial<HeartbeatOptions>): Promise<LossReason> {
  return new Promise((onLost) => {
    startHeartbeat(options(epoch, { ...changes, onLost }));
  });
}

test('the first beat is there at once, and others of the same width follow', async () => {
  const { beatPath, ...others } = options(1);
  const heartbeat = startHeartbeat({ beatPath, ...others });
  expect(fs.readFileSync(beatPath, 'utf8')).toBe('0000000000000000\n');
  await beats(beatPath, 3);
  expect(fs.readFileSync(beatPath, 'utf8')).toMatch(/^\d{16}\n$/);
  expect(heartbeat.lost).toBe(false);
  heartbeat.stop();
});

test('a stopped heartbeat writes no more and the others go on', async () => {
  const first = startHeartbeat(options(1));
  const second = startHeartbeat(options(2));
  const third = startHeartbeat(options(3));
  await beats(options(2).beatPath, 2);
  second.stop();
  second.stop();
  await beats(options(1).beatPath, 3); // By then the thread has heard of it.
  const last = counterIn(options(2).beatPath);
  await beats(options(1).beatPath, 5);
  await beats(options(3).beatPath, 5);
  expect(counterIn(options(2).beatPath)).toBe(last);
  expect([first.lost, second.lost, third.lost]).toEqual([false, false, false]);
  first.stop();
  third.stop();
});

test('the next epoch means that the claim was taken over, for this claim only', async () => {
  const other = startHeartbeat(options(5));
  const reasons: LossReason[] = [];
  const heartbeat = startHeartbeat(options(1, { onLost: (reason) => reasons.push(reason) }));
  await beats(options(1).beatPath, 1);
  fs.writeFileSync(options(1).nextLockPath, '');
  while (reasons.length === 0) await nextTurn();
  expect(heartbeat.lost).toBe('taken over');
  const last = counterIn(options(1).beatPath);
  await beats(options(5).beatPath, 5);
  expect(counterIn(options(1).beatPath)).toBe(last);
  expect(reasons).toEqual(['taken over']);
  expect(other.lost).toBe(false);
  heartbeat.stop();
  expect(heartbeat.lost).toBe('taken over');
  other.stop();
});

test('after stop one may take the next epoch oneself', async () => {
  const heartbeat = startHeartbeat(options(1));
  const other = startHeartbeat(options(5));
  heartbeat.stop();
  fs.writeFileSync(options(1).nextLockPath, '');
  await beats(options(5).beatPath, 5);
  expect(heartbeat.lost).toBe(false);
  other.stop();
});

test('a beat file that cannot be written to costs the claim', async () => {
  fs.mkdirSync(join(dir, 'directory'));
  const beatPath = join(dir, 'directory', 'beat');
  const lost = lossOf(1, { beatPath, leaseMs: 1500 });
  fs.rmSync(join(dir, 'directory'), { recursive: true });
  expect(await lost).toBe('unwritable');
});

test('a first beat that cannot be written is thrown', () => {
  const beatPath = join(dir, 'none', 'beat');
  expect(() => startHeartbeat(options(1, { beatPath }))).toThrow(expect.objectContaining({ code: 'ENOENT' }));
});

test.each([
  [0, 100],
  [-1, 100],
  [Number.NaN, 100],
  [50, 100],
  [50, Number.NaN],
])('a heartbeat every %d ms does not go with a lease of %d ms', (heartbeatMs, leaseMs) => {
  expect(() => startHeartbeat(options(1, { heartbeatMs, leaseMs }))).toThrow(
    expect.objectContaining({ code: 'CONFIGURATION', message: expect.stringContaining('HULDRA_HEARTBEAT_SECS') }),
  );
  expect(fs.readdirSync(dir)).toEqual([]);
});

test('a process whose main thread is busy goes on beating', async () => {
  const child = startFixture('heartbeat.ts', 'busy', dir);
  // The child itself looks, without ever giving its main thread back.
  expect(JSON.parse(await child.line())).toEqual({ beats: 10, lost: false });
  expect((await child.ended).code).toBe(0);
});

test('a busy main thread sees that it was taken over without being told', async () => {
  const child = startFixture('heartbeat.ts', 'busy until lost', dir);
  expect(await child.line()).toBe('busy');
  fs.writeFileSync(join(dir, 'next'), '');
  expect(JSON.parse(await child.line())).toEqual({ lost: 'taken over', told: [] });
  expect(JSON.parse(await child.line())).toEqual({ lost: 'taken over', told: ['taken over'] });
});

test('a process that was stopped for longer than the lease knows at once that it is lost', async () => {
  const child = startFixture('heartbeat.ts', 'busy until lost', dir, '1000');
  expect(await child.line()).toBe('busy');
  const line = child.line();
  child.process.kill('SIGSTOP');
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const last = counterIn(join(dir, 'beat'));
  child.process.kill('SIGCONT');
  expect(JSON.parse(await line)).toEqual({ lost: 'paused', told: [] });
  expect(JSON.parse(await child.line())).toEqual({ lost: 'paused', told: ['paused'] });
  await child.ended;
  // It did not make itself look alive again; a beat that was under way when it was stopped may have been finished.
  expect(counterIn(join(dir, 'beat'))).toBeLessThanOrEqual(last + 1);
});

test('when the thread dies another one takes its claims over', async () => {
  const child = startFixture('heartbeat.ts', 'crash', dir);
  expect(JSON.parse(await child.line())).toEqual({ threads: 1, lost: false });
  expect(JSON.parse(await child.line())).toEqual({ threads: 2, lost: false, advanced: true });
  expect((await child.ended).code).toBe(0);
});

test('when no thread stays alive the main thread finds out, and does not start one after the other', async () => {
  const child = startFixture('heartbeat.ts', 'crash again and again', dir, '500');
  expect(JSON.parse(await child.line())).toEqual({ lost: 'paused', told: ['paused'], aboutOneThreadPerBeat: true });
  expect((await child.ended).code).toBe(0);
});

test('neither flags nor NODE_OPTIONS of the process reach the thread, and it does not keep the process alive', async () => {
  const child = startFixture('heartbeat.ts', 'options', dir);
  expect(JSON.parse(await child.line())).toEqual({ beats: 2, loadedInMain: true, loadedInThread: false });
  expect(await child.ended).toEqual({ code: 0, signal: null });
});

test('two copies of the package share one thread', async () => {
  const child = startFixture('heartbeat.ts', 'copies', dir);
  expect(JSON.parse(await child.line())).toEqual({ copies: 2, threads: 1, lost: [false, false] });
  expect((await child.ended).code).toBe(0);
});
