import { expect, test } from '@jest/globals';
import { fileRecord } from '../../src/text/file-record.js';
import { harmless, harmlessWord } from '../../src/text/harmless.js';

const time = new Date('2026-11-26T15:12:03.123Z');

test('a record has the time with milliseconds, the level, the logger and the place', () => {
  expect(fileRecord({ time, level: 'info', logger: 'mine', at: 'src/a.ts:3', message: 'hello' })).toBe(
    '2026-11-26T15:12:03.123Z [INFO] mine src/a.ts:3 hello\n',
  );
});

const lineEnds = ['\r\n', '\n', '\r', '\u2028', '\u2029', '\u0085', '\u000b', '\u000c'];

test.each(lineEnds)('no message, level, logger or place forges a record, by the line end %j', (lineEnd) => {
  const forged = `x${lineEnd}2026-11-26T15:12:03.123Z [ERROR] huldra forged`;
  const text = fileRecord({ time, level: forged, logger: forged, at: forged, message: forged });
  const lines = lineEnds.reduce((all, end) => all.replaceAll(end, '\n'), text).split('\n');
  expect(lines.filter((line) => line.startsWith('2026'))).toHaveLength(1);
});

test('nothing that is left can drive a terminal or turn the direction of writing', () => {
  const hostile = '\u001b]0;title\u0007\u001b[2J\u001b[31mred\u001b[0m \u009b2J \u0008\u007f\u202eback\u2066 \u001b';
  const safe = harmless(hostile);
  for (const character of safe)
    expect(character.charCodeAt(0) >= 32 && !/[\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.test(character)).toBe(true);
  expect(safe).toContain('red');
});

test('ordinary text stays as it is: tabs, newlines, other scripts and emoji', () => {
  const text = 'a\tb\nc ä 漢字 🎉 עברית';
  expect(harmless(text)).toBe(text);
  expect(harmlessWord(text)).toBe(text.replace('\n', '\\n'));
});
