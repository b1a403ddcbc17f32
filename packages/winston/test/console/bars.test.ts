import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryRoot } from '@huldra/testing';
import { afterAll, expect, jest, test } from '@jest/globals';
import { onTerminal, runFixture } from '../support/child.js';
import { screenOf } from './support/screen.js';

jest.setTimeout(60_000);
const temporary = temporaryRoot('bars');
afterAll(temporary.cleanup);

const fixture = new URL('./fixtures/bars.ts', import.meta.url);
const newRoot = (): NodeJS.ProcessEnv => ({ HULDRA_PATH: mkdtempSync(join(temporary.path, 'root-')) });

const plain = (lines: readonly string[]): readonly string[] =>
  lines
    .filter((line) => line !== '')
    .map((line) =>
      line
        .replace(/^\d{6} ( *)[\w.]+:\d+ /, 'HHMMSS $1')
        .replace(/\b[0-9a-f]{7}\b/g, 'abcdef0')
        .replace(/\b\d+(?:\.\d)? m?s\b/g, '9 ms'),
    );

const finalLines = [
  'HHMMSS loadOrCreate Outer abcdef0 (missing->create)',
  'HHMMSS   loadOrCreate Inner abcdef0 (missing->create)',
  'HHMMSS     half of it',
  'printed by the program',
  'in two parts',
  'HHMMSS   published Inner abcdef0 in 9 ms (files: 1)',
  'HHMMSS published Outer abcdef0 in 9 ms (files: 1)',
  'the end',
];

test('on a terminal bars are drawn below all lines, and are gone in the end: every line is intact', async () => {
  const output = await onTerminal(fixture, newRoot());
  expect(plain(screenOf(output))).toEqual(finalLines);
});

test('bars show the fraction, the rate and the remaining time, nested ones indented, each on one line', async () => {
  const output = await onTerminal(fixture, newRoot());
  // What the screen shows when the bars have been drawn again below that line.
  const printed = output.indexOf('printed by the program');
  const middle = screenOf(output.slice(0, output.indexOf('rows', printed) + 'rows'.length));
  const bars = middle.filter((line) => /[━─]/.test(line));
  expect(bars).toEqual([
    expect.stringMatching(/^Outer [0-9a-f]{7} ━+─+ +50% {2}1\/2 {2}a label that/),
    expect.stringMatching(/^ {2}Inner [0-9a-f]{7} ━+─* +\d+% {2}\d+\/20 {2}[\d.]+\/s {2}\d+ s left {2}rows$/),
  ]);
  for (const bar of bars) expect(bar.length).toBeLessThan(80);
});

test('bars are drawn while create computes without a pause', async () => {
  const output = await onTerminal(fixture, newRoot(), 'blocking');
  const blocked = output.slice(0, output.indexOf('loadOrCreate Inner'));
  expect(blocked).toMatch(/Outer [0-9a-f]{7} \d[\d.]*k? {2}[\d.]+k\/s/);
});

test('the bar of what failed is taken away, too', async () => {
  const screen = plain(screenOf(await onTerminal(fixture, newRoot(), 'failing')));
  expect(screen.filter((line) => /[━─]/.test(line))).toEqual([]);
  expect(screen).toContain('HHMMSS   failed Inner abcdef0 after 9 ms: at the end');
});

const noBars: readonly NodeJS.ProcessEnv[] = [{ CI: 'true' }, { TERM: 'dumb' }, { HULDRA_LOG_LEVEL: 'warn' }];

test.each(noBars)('there are no bars on a terminal with %p', async (variables) => {
  const output = await onTerminal(fixture, { ...newRoot(), ...variables });
  expect(output).not.toMatch(/[━─]/);
  expect(output).toContain('the end');
});

test('NO_COLOR takes the colours of lines and bars away, and leaves the bars', async () => {
  const output = await onTerminal(fixture, { ...newRoot(), NO_COLOR: '1' });
  expect(output).toMatch(/━/);
  expect(output).not.toContain('\u001b[3');
  expect(output).not.toContain('\u001b[9');
});

test('without a terminal a line tells the progress, no more often than asked', () => {
  const often = runFixture(fixture, newRoot(), '', '0');
  const lines = plain(often.stderr.split('\n')).filter((line) => line.includes('/20'));
  expect(lines).toHaveLength(21);
  expect(lines[0]).toMatch(/^HHMMSS {3}Inner abcdef0 0% {2}0\/20 {2}rows$/);
  const seldom = runFixture(fixture, newRoot(), '', '1000');
  expect(seldom.stderr).not.toContain('/20');
  for (const mark of ['━', '─', '\u001b']) expect(often.stderr + seldom.stderr).not.toContain(mark);
});
