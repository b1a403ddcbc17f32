import { expect, test } from '@jest/globals';
import { parseGitStatus } from '../../src/provenance/parse-git-status.js';

const zero = '0'.repeat(40);
const one = '1'.repeat(40);
const records = (...lines: string[]): string => lines.map((line) => `${line}\0`).join('');

test('commit, branch, changed and untracked files are read', () => {
  const output = records(
    `# branch.oid ${one}`,
    '# branch.head feature/with space',
    '# branch.upstream origin/main',
    `1 .M N... 100644 100644 100644 ${one} ${one} a file`,
    `u UU N... 100644 100644 100644 100644 ${one} ${one} ${one} conflict`,
    '? new',
    '? dir/',
  );
  expect(parseGitStatus(output)).toEqual({
    commit: one,
    branch: 'feature/with space',
    changed: 2,
    untracked: ['new', 'dir/'],
    hashLength: 40,
  });
});

test('before the first commit there is none, and the length of object names comes from a staged file', () => {
  const staged = `1 A. N... 000000 100644 100644 ${'0'.repeat(64)} ${'1'.repeat(64)} f`;
  const status = parseGitStatus(records('# branch.oid (initial)', '# branch.head main', staged));
  expect(status).toMatchObject({ commit: undefined, branch: 'main', changed: 1, hashLength: 64 });
});

test('a detached HEAD has no branch', () => {
  expect(parseGitStatus(records(`# branch.oid ${one}`, '# branch.head (detached)')).branch).toBeUndefined();
});

test('the former name of a renamed file is not taken for a record', () => {
  const renamed = `2 R. N... 100644 100644 100644 ${one} ${one} R100 new name`;
  expect(parseGitStatus(records(renamed, '? looks untracked', '? really'))).toMatchObject({
    changed: 1,
    untracked: ['really'],
  });
});

test('names keep line feeds, quotes and leading blanks', () => {
  expect(parseGitStatus(records('? a\nb', '?  "c"')).untracked).toEqual(['a\nb', ' "c"']);
});

test('a record that was cut off is left out', () => {
  expect(parseGitStatus(`${records('? whole')}? hal`).untracked).toEqual(['whole']);
});

test('unknown kinds of records are passed over', () => {
  const output = records('# stash 3', '! ignored', `# branch.oid ${zero}`, '9 something new');
  expect(parseGitStatus(output)).toMatchObject({ commit: zero, changed: 0, untracked: [] });
});
