import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { temporaryRoot } from '@huldra/testing';
import { afterAll, expect, jest, test } from '@jest/globals';
import { environment, nodeArguments, runFixture } from '../support/child.js';

jest.setTimeout(120_000);
const temporary = temporaryRoot('log-processes');
afterAll(temporary.cleanup);

const fixture = new URL('./fixtures/logging.ts', import.meta.url);
const newRoot = (): string => mkdtempSync(join(temporary.path, 'root-'));

/** The logs of the artifacts below a root. */
function artifactLogs(root: string): readonly string[] {
  const files = readdirSync(join(root, 'data'), { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('huldra.log'))
    .map((file) => readFileSync(join(root, 'data', file), 'utf8'));
}

/** A fixture that is still running. */
function start(root: string, ...args: readonly string[]) {
  const env = environment({ HULDRA_PATH: root, HULDRA_WAIT_LOG_EVERY_SECS: '0.05' });
  const child = spawn(process.execPath, nodeArguments(fixture, ...args), { env });
  let [output, errors] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    errors += chunk;
  });
  const ended = new Promise<{ code: number | null; output: string; errors: string }>((resolve) => {
    child.on('close', (code) => resolve({ code, output, errors }));
  });
  const until = async (pattern: RegExp): Promise<void> => {
    while (!pattern.test(output + errors)) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  return { child, ended, until };
}

test('what was logged before the process was killed is in the file, to the last record', () => {
  const root = newRoot();
  expect(runFixture(fixture, { HULDRA_PATH: root }, 'killed').signal).toBe('SIGKILL');
  const [log = ''] = artifactLogs(root);
  expect([...log.matchAll(/ line (\d+)$/gm)].map(([, line]) => Number(line))).toEqual([...Array(500).keys()]);
  expect(log).toMatch(/ winston \S+ the last line\n$/);
});

test('100,000 records are all there, and take no memory', () => {
  const root = newRoot();
  const { stdout, stderr } = runFixture(fixture, { HULDRA_PATH: root }, 'many');
  expect(stderr).toBe('');
  // In MiB. Kept in memory, the records alone would be 20, and with what streams put around each of them far more than 100.
  expect(Number(stdout)).toBeLessThan(100);
  const [log = ''] = artifactLogs(root);
  expect(log.match(/ context \S+ line \d+ of many$/gm)).toHaveLength(100_000);
});

test('several processes write to one file without mixing their lines', async () => {
  const root = newRoot();
  const labels = ['a', 'b', 'c'];
  const ends = await Promise.all(labels.map((label) => start(root, 'together', label).ended));
  expect(ends.map(({ code }) => code)).toEqual([0, 0, 0]);
  const lines = readFileSync(join(root, 'huldra.log'), 'utf8').split('\n').slice(0, -1);
  for (const label of labels) {
    const said = lines.flatMap(
      (line) => new RegExp(`^\\S+Z \\[INFO\\] winston \\S+ (${label} \\d+ ${label}{300})$`).exec(line)?.[1] ?? [],
    );
    expect(said).toEqual(Array.from({ length: 200 }, (_, line) => `${label} ${line} ${label.repeat(300)}`));
  }
  expect(lines).toHaveLength(600);
});

test('a second process says for whom it waits, since when and how fresh the heartbeat is, and its lines stay out of the log', async () => {
  const root = newRoot();
  const owner = start(root, 'waited');
  await owner.until(/computing/);
  const waiter = start(root, 'waited');
  await waiter.until(/(?:for pid[\s\S]*){3}/);
  owner.child.stdin.end('go\n');
  expect((await owner.ended).output).toBe('computing\n7\n');
  const { output, errors } = await waiter.ended;
  expect(output).toBe('7\n');
  const lines = errors
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/^\d{6} logging\.ts:\d+ /, ''));
  expect(lines[0]).toMatch(/^loadOrCreate Logging [0-9a-f]{7} \(running->wait\)$/);
  const waits = `^ {7}for pid ${owner.child.pid} on ${hostname()} since \\d\\d:\\d\\d:\\d\\d, heartbeat [\\d.]+ m?s ago$`;
  for (const [index, line] of lines.slice(1, -1).entries()) {
    expect(line).toMatch(index % 2 === 0 ? new RegExp(waits) : /^waiting for Logging [0-9a-f]{7}, [\d.]+ m?s now$/);
  }
  expect(lines.length).toBeGreaterThan(5);
  expect(lines.at(-1)).toMatch(/^loaded Logging [0-9a-f]{7} after waiting [\d.]+ m?s$/);
  expect(artifactLogs(root)[0]).not.toContain('for pid');
  expect(readFileSync(join(root, 'huldra.log'), 'utf8')).toMatch(
    new RegExp(`\\(running->wait\\) for pid ${owner.child.pid}`),
  );
});

test('a log that cannot be written is a warning, once for each reason, and no reason to lose a result', () => {
  const root = newRoot();
  const { stdout, stderr } = runFixture(fixture, { HULDRA_PATH: root }, 'unwritable');
  expect(JSON.parse(stdout)).toEqual([1, 1, 1]);
  const warnings = stderr.split('\n').filter((line) => line.includes('HuldraWarning'));
  expect(warnings).toEqual([expect.stringContaining('ELOOP'), expect.stringContaining('EISDIR')]);
  expect(readFileSync(join(root, 'victim'), 'utf8')).toBe('untouched');
});
