import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryRoot } from '@huldra/testing';
import { afterAll, expect, test } from '@jest/globals';

const temporary = temporaryRoot('console');
afterAll(temporary.cleanup);

const hooks = new URL('../../../core/test/store/support/typescript.mjs', import.meta.url).href;
const fixture = fileURLToPath(new URL('./fixtures/console.ts', import.meta.url));

/** The environment of a process that has a root of its own, and about colours and levels only what is given. */
function environment(given: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(?:HULDRA_|NO_COLOR$|FORCE_COLOR$)/.test(name));
  return { ...Object.fromEntries(inherited), HULDRA_PATH: mkdtempSync(join(temporary.path, 'root-')), ...given };
}

/** What a process without a terminal prints. */
function printed(scenario: string, given: NodeJS.ProcessEnv = {}, ...args: readonly string[]): readonly string[] {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--import', hooks, fixture, scenario, ...args], {
    env: environment(given),
    encoding: 'utf8',
  });
  expect([status, stdout]).toEqual([0, '']);
  return stderr.split('\n').slice(0, -1);
}

/** Lines without what differs between two runs: the time, hashes and durations. */
function plain(lines: readonly string[]): readonly string[] {
  return lines.map((line) =>
    line
      .replace(/^\d{6} ( *)console\.ts:\d+ /, 'HHMMSS $1console.ts:N ')
      .replace(/^\d{6} /, 'HHMMSS ')
      .replace(/\b[0-9a-f]{7}\b/g, 'abcdef0')
      .replace(/\b\d+(?:\.\d)? m?s\b/g, '9 ms'),
  );
}

test('miss, hit and invalidation are one line each, nested artifacts indented', () => {
  expect(plain(printed('miss, hit and invalidation'))).toEqual([
    'HHMMSS console.ts:N loadOrCreate Model abcdef0 (missing->create)',
    'HHMMSS   console.ts:N loadOrCreate Dataset abcdef0 (missing->create)',
    'HHMMSS     console.ts:N downloading toy { bytes: 3 }',
    'HHMMSS   console.ts:N published Dataset abcdef0 in 9 ms (files: 1)',
    'HHMMSS   console.ts:N two',
    '         lines',
    'HHMMSS console.ts:N published Model abcdef0 in 9 ms (files: 1)',
    'HHMMSS console.ts:N loadOrCreate Model abcdef0 (success->load)',
    'HHMMSS huldra invalidated Model abcdef0: for the test',
  ]);
});

test('a failure is shown with its reason', () => {
  expect(plain(printed('failure'))).toEqual([
    'HHMMSS console.ts:N loadOrCreate Failing abcdef0 (missing->create)',
    'HHMMSS console.ts:N failed Failing abcdef0 after 9 ms: no luck',
  ]);
});

test('whoever takes over says from whom', () => {
  const given = { HULDRA_PATH: mkdtempSync(join(temporary.path, 'root-')) };
  const victim = spawnSync(process.execPath, ['--import', hooks, fixture, 'takeover', 'die'], {
    env: environment(given),
  });
  expect(victim.signal).toBe('SIGKILL');
  const lines = plain(printed('takeover', given)).map((line) => line.replace(/since .*?:(?= process)/, 'since then:'));
  expect(lines).toEqual([
    'HHMMSS console.ts:N loadOrCreate Dying abcdef0 (preempted->create)',
    `HHMMSS console.ts:N took over Dying abcdef0 from pid ${victim.pid} on ${hostname()}, its owner since then: process ended`,
    'HHMMSS console.ts:N published Dying abcdef0 in 9 ms (files: 1)',
  ]);
});

test('lines below the level are not shown, and the level may change at any time', () => {
  const lines = plain(printed('all levels')).map((line) => line.replace(/^HHMMSS +console\.ts:N /, ''));
  const started = 'loadOrCreate Levels abcdef0 (missing->create)';
  const failed = (level: string): string => `failed Levels abcdef0 after 9 ms: end of ${level}`;
  expect(lines).toEqual([
    ...[started, 'debug at debug', 'info at debug', 'warn at debug', 'error at debug', failed('debug')],
    ...[started, 'info at info', 'warn at info', 'error at info', failed('info')],
    ...['warn at warn', 'error at warn', failed('warn')],
    ...['error at error', failed('error')],
  ]);
});

test('HULDRA_LOG_LEVEL sets the level', () => {
  expect(plain(printed('miss, hit and invalidation', { HULDRA_LOG_LEVEL: 'WARN' }))).toEqual([
    'HHMMSS   console.ts:N two',
    '         lines',
    'HHMMSS huldra invalidated Model abcdef0: for the test',
  ]);
});

test('HULDRA_LOG_LEVEL=silent shows nothing at all', () => {
  expect(plain(printed('miss, hit and invalidation', { HULDRA_LOG_LEVEL: 'silent' }))).toEqual([]);
});

/** With the character that begins a sequence for the terminal made visible. */
const visible = (text: string): string => text.replaceAll('\u001b', 'ESC');

const colours: readonly (readonly [NodeJS.ProcessEnv, boolean])[] = [
  [{}, false],
  [{ FORCE_COLOR: '1' }, true],
  [{ FORCE_COLOR: '' }, true],
  [{ FORCE_COLOR: '0' }, false],
  [{ FORCE_COLOR: 'false' }, false],
  [{ NO_COLOR: '1' }, false],
  [{ NO_COLOR: '1', FORCE_COLOR: '1' }, false],
  [{ NO_COLOR: '', FORCE_COLOR: '1' }, true],
];

test('without a terminal lines are coloured when FORCE_COLOR says so and NO_COLOR does not forbid it', () => {
  const variables = JSON.stringify(colours.map(([given]) => given));
  const lines = printed('colours', {}, variables).filter((line) => line.includes('failed Failing'));
  const line = (index: number): string => lines[index] ?? '';
  for (const [index, [given, isColoured]] of colours.entries()) {
    // The place in red, for an error.
    expect(line(index)).toContain(JSON.stringify(given));
    expect([given, /ESC\[31mconsole\.ts:\d+ESC\[39m failed/.test(visible(line(index)))]).toEqual([given, isColoured]);
    expect([given, line(index).includes('\u001b')]).toEqual([given, isColoured]);
  }
});

test('a message with a newline and a forged line cannot pass as a line of its own', () => {
  const forged = 'harmless\n120000 published Model 1234567 in 3 ms (files: 1)\r\n120000 again\r120000 and again';
  const lines = printed('text', {}, forged);
  expect(lines.filter((line) => /^\d{6} /.test(line))).toHaveLength(4);
  expect(lines.filter((line) => line.includes('published Model'))).toEqual([
    expect.stringMatching(/^ {9}120000 published/),
    expect.stringMatching(/^ {9}120000 published/),
  ]);
  expect(lines.join('')).not.toContain('\r');
});

test('an error message cannot forge a line either', () => {
  const lines = printed('failure', {}, 'oops\n120000 published Failing 1234567 in 3 ms (files: 1)');
  expect(lines.filter((line) => /^\d{6} /.test(line))).toHaveLength(2);
});

test('control characters are escaped, and sequences for the terminal taken out', () => {
  const hostile =
    'bell \u0007, backspace \b\b, csi \u009b2J, clear \u001b[2J\u001b[H, title \u001b]0;owned\u0007, escape \u001b, delete \u007f, tab \t.';
  const text = printed('text', {}, hostile).join('\n');
  expect(text).toMatch(
    /bell \\x07, backspace \\x08\\x08, csi .*, clear , title .*, escape \\x1b, delete \\x7f, tab \t\./,
  );
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
});

test('colours of a message do not reach the terminal, also where lines are coloured', () => {
  const [, line = ''] = printed('text', { FORCE_COLOR: '1' }, '\u001b[31mred\u001b[39m and \u001b[8mhidden');
  expect(visible(line)).toMatch(/ {3}ESC\[34mconsole\.ts:\d+ESC\[39m red and hidden$/);
});

test('installed twice for the same stream, everything is printed once', () => {
  expect(plain(printed('installed twice'))).toEqual([
    'HHMMSS console.ts:N loadOrCreate Dataset abcdef0 (missing->create)',
    'HHMMSS   console.ts:N downloading toy { bytes: 3 }',
    'HHMMSS console.ts:N published Dataset abcdef0 in 9 ms (files: 1)',
  ]);
});

test('the function that is returned ends it', () => {
  expect(printed('taken away')).toEqual([]);
});

test('a computation survives that nobody reads its console any more', async () => {
  const child = spawn(process.execPath, ['--import', hooks, fixture, 'nobody reads'], { env: environment({}) });
  child.stderr.destroy();
  child.stdin.end();
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  expect([code, output]).toEqual([0, 'survived']);
});
