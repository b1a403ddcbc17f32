import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryRoot } from '@huldra/testing';
import { expect, test } from '@jest/globals';
import { resourceUse } from '../../src/provenance/index.js';

test('waiting takes time and work takes processor time', () => {
  const meter = resourceUse();
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 30);
  const waited = meter.end();
  expect(waited.wallMs).toBeGreaterThanOrEqual(29);
  while (process.cpuUsage().user / 1000 < waited.cpuUserMs) resourceUse();
  const worked = meter.end();
  expect(worked.wallMs).toBeGreaterThanOrEqual(waited.wallMs);
  expect(worked.cpuUserMs).toBeGreaterThanOrEqual(waited.cpuUserMs);
  expect(worked.cpuSystemMs).toBeGreaterThanOrEqual(0);
});

test('peak memory counts bytes, and holds what was touched', () => {
  const size = 64 * 1024 * 1024;
  const touched = Buffer.alloc(size, 1);
  const { peakMemoryBytes } = resourceUse().end();
  expect(peakMemoryBytes).toBeGreaterThan(touched.length);
  expect(peakMemoryBytes).toBeGreaterThanOrEqual(process.memoryUsage.rss() / 2);
  expect(peakMemoryBytes).toBeLessThan(64 * 1024 * size);
});

test('bytes written are counted where the system tells, and absent where it does not', () => {
  const { path, cleanup } = temporaryRoot('written');
  const meter = resourceUse();
  writeFileSync(join(path, 'file'), Buffer.alloc(1_000_000));
  const { bytesWritten } = meter.end();
  rmSync(join(path, 'file'));
  cleanup();
  if (existsSync('/proc/self/io')) expect(bytesWritten).toBeGreaterThanOrEqual(1_000_000);
  else expect(bytesWritten).toBeUndefined();
});
