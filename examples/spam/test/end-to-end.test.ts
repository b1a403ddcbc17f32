import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from '@jest/globals';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'huldra-spam-'));
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

/** Runs the built example as a user would; rejects if it fails. */
function runExample(fraction: string): Promise<{ stdout: string; stderr: string }> {
  const env = { ...process.env, HULDRA_PATH: root };
  return promisify(execFile)(process.execPath, [main, '--fraction', fraction], { env });
}

/** The rows of the last table: for each class, how many of its artifacts were computed and how many reused. */
function tallyIn(output: string): Record<string, [computed: number, reused: number]> {
  const rows = output.matchAll(/^ {2}(Corpus|Features|Classifier|Evaluation) +(\d+) +(\d+) +[\d.]+$/gm);
  return Object.fromEntries([...rows].map(([, name, computed, reused]) => [name, [Number(computed), Number(reused)]]));
}

function accuracyIn(output: string): number {
  return Number(/on held-out mail: accuracy ([\d.]+) %/.exec(output)?.[1]) / 100;
}

test('the first run computes every step once, the second finds the results and computes nothing', async () => {
  const first = await runExample('0.2');
  expect(tallyIn(first.stdout)).toEqual({ Corpus: [1, 0], Features: [3, 0], Classifier: [9, 0], Evaluation: [10, 0] });
  expect(accuracyIn(first.stdout)).toBeGreaterThan(0.9);

  const second = await runExample('0.2');
  expect(tallyIn(second.stdout)).toEqual({ Evaluation: [0, 10] });
  expect(accuracyIn(second.stdout)).toBe(accuracyIn(first.stdout));
});

test('a fraction that makes no sense is refused before anything is computed', async () => {
  await expect(runExample('2')).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('fraction: must not be greater than 1'),
  });
});
