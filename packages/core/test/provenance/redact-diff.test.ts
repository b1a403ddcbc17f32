import { expect, test } from '@jest/globals';
import { redactDiff } from '../../src/provenance/redact-diff.js';

const header = (name: string): string[] => [
  `diff --git a/${name} b/${name}`,
  'index 1..2 100644',
  `--- a/${name}`,
  `+++ b/${name}`,
];
const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

/** The lines of a hunk after redaction. */
function hunk(lines: readonly string[], name = 'file'): readonly string[] {
  const before = [...header(name), '@@ -1,9 +1,9 @@'];
  const after = redactDiff(text([...before, ...lines]))
    .text.split('\n')
    .slice(0, -1);
  expect(after.slice(0, before.length)).toEqual(before);
  return after.slice(before.length);
}

const body = 'MIIEpAIBAAKCAQEA0Z3VS5JJcds3xfn/ygWyF8PbnGy0AHB7MhgwMbRvI0MBZhpI';

test('removed, added and surrounding lines are redacted and counted, and the rest is kept', () => {
  const lines = [
    ...header('f'),
    '@@ -1,3 +1,3 @@',
    ' token: a',
    '-password: b',
    '+password: c',
    ' plain',
    '\\ No newline at end of file',
  ];
  const { text: result, redactedLines } = redactDiff(text(lines));
  expect(result).toBe(
    text([
      ...lines.slice(0, 5),
      ' token: <redacted>',
      '-password: <redacted>',
      '+password: <redacted>',
      ...lines.slice(8),
    ]),
  );
  expect(redactedLines).toBe(3);
});

test('an empty diff stays empty', () => {
  expect(redactDiff('')).toEqual({ text: '', redactedLines: 0 });
});

test('private keys lose everything between their first and last lines', () => {
  const lines = [
    '+-----BEGIN RSA PRIVATE KEY-----',
    '+Proc-Type: 4,ENCRYPTED',
    '+',
    `+${body}`,
    '+abc=',
    '+-----END RSA PRIVATE KEY-----',
    '+after',
  ];
  const hidden = '+<redacted>';
  expect(hunk(lines)).toEqual([lines[0], hidden, hidden, hidden, hidden, ...lines.slice(5)]);
});

test('a key that replaces another is redacted on both sides', () => {
  const lines = [
    ' -----BEGIN KEY-----',
    '-----BEGIN PRIVATE KEY-----',
    '-old',
    '------END PRIVATE KEY-----',
    '+-----BEGIN PRIVATE KEY-----',
    '+new',
  ];
  expect(hunk(lines).join()).not.toMatch(/new/);
  const interleaved = [
    ' -----BEGIN PRIVATE KEY-----',
    '-old1',
    '------END PRIVATE KEY-----x',
    '+new1',
    '+new2',
    '+-----END PRIVATE KEY-----',
    ' after it',
  ];
  expect(hunk(interleaved)).toEqual([
    ...[interleaved[0], '-<redacted>', interleaved[2], '+<redacted>', '+<redacted>', ...interleaved.slice(5)],
  ]);
});

test('a key in one line is redacted, and one whose first line is out of sight as well', () => {
  const line = `+"k": "-----BEGIN PRIVATE KEY-----\\n${body}\\n-----END PRIVATE KEY-----\\n",`;
  expect(hunk([line])).toEqual(['+"k": "-----BEGIN PRIVATE KEY-----<redacted>-----END PRIVATE KEY-----\\n",']);
  expect(hunk([` ${body}`, `-  "${body}\\n" +`])).toEqual([' <redacted>', '-<redacted>']);
});

test('code that only mentions private keys is kept', () => {
  const lines = ['+const begin = "-----BEGIN PRIVATE KEY-----";', '+const other = compute(begin, 5);'];
  expect(hunk(lines)[1]).toBe(lines[1]);
});

test('values on the lines after their names are redacted', () => {
  expect(hunk(['+const apiKey =', "+  'abc';", '+const x = "y";'])).toEqual([
    '+const apiKey =',
    "+  '<redacted>';",
    '+const x = "y";',
  ]);
  expect(hunk([' const apiKey =', "-  'old';", "+  'new';"])).toEqual([
    ' const apiKey =',
    "-  '<redacted>';",
    "+  '<redacted>';",
  ]);
  expect(hunk(['+secrets:', '+  - abc', '+lr: 1'])).toEqual(['+secrets:', '+<redacted>', '+lr: 1']);
  expect(hunk(['+  password: |', '+    abc', '+', '+    def', '+  lr: 1'])).toEqual([
    ...['+  password: |', '+<redacted>', '+<redacted>', '+<redacted>', '+  lr: 1'],
  ]);
});

test.each(['.env', 'a/.env.local', '.npmrc', 'x/server.key', 'id_ed25519', 'secrets.yaml', 'a b/.env', 'prod.tfvars'])(
  'every line of %s is redacted',
  (name) => {
    // git ends a name that has a blank with a tab.
    const shown = name.includes(' ') ? `${name}\t` : name;
    expect(hunk(['-A=1', '+B', ' C'], shown)).toEqual(['-<redacted>', '+<redacted>', ' <redacted>']);
  },
);

test('a new file of secrets is known by its new name, and an ordinary one after it is kept', () => {
  const first = [
    'diff --git a/.env b/.env',
    'new file mode 100644',
    '--- /dev/null',
    '+++ b/.env',
    '@@ -0,0 +1 @@',
    '+A=1',
  ];
  const second = [...header('main.ts'), '@@ -1 +1 @@', '+B=1'];
  expect(redactDiff(text([...first, ...second])).text).toBe(text([...first.slice(0, -1), '+<redacted>', ...second]));
});

test('the line that git repeats behind the numbers of a hunk is redacted', () => {
  const { text: result } = redactDiff(text([...header('f'), '@@ -10,3 +10,3 @@ password: hunter2', ' plain']));
  expect(result).toContain('@@ -10,3 +10,3 @@ password: <redacted>\n plain\n');
});

test('lines that look like headers are content inside a hunk', () => {
  const lines = ['--- a/.env', '+++ b/.env', '-password=x', '+@@ -1 +1 @@', ' diff --git a/x b/x'];
  expect(hunk(lines)).toEqual(['--- a/.env', '+++ b/.env', '-password=<redacted>', ...lines.slice(3)]);
});

test('headers of files without changes are dropped', () => {
  const empty = 'diff --git a/touched b/touched';
  const changed = [...header('f'), '@@ -1 +1 @@', '-a', '+b'];
  const mode = ['diff --git a/m b/m', 'old mode 100644', 'new mode 100755'];
  expect(redactDiff(text([empty, ...changed, empty, empty, ...mode, empty])).text).toBe(text([...changed, ...mode]));
  expect(redactDiff(text([empty])).text).toBe('');
});

test('lines made to keep the patterns busy are done with quickly', () => {
  const hostile = [
    ...[
      'eyJ-',
      'eyJabcdefgh.',
      'token',
      'password=',
      '"password":"',
      '://a',
      '?a=',
      'sk-',
      '-----BEGIN ',
      '<token',
      '--token ',
      'bearer ',
    ],
    ...['["', '\\"', 'a.', 'a(', '@', "'", ' ', 'auth or ', 'secret ? ', 'f"', '"" + '],
  ];
  const lines = hostile.flatMap((part) =>
    [part, `password=${part}`, `x: ${part}y`].map((start) => `+${(start + part.repeat(4_090)).slice(0, 4_090)}`),
  );
  const { text: result } = redactDiff(text([...header('f'), '@@ -1 +1 @@', ...lines, ...lines]));
  expect(result.split('\n')).toHaveLength(6 + 2 * lines.length);
});
