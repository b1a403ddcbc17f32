import { expect, test } from '@jest/globals';
import { parseGitConfiguration, withoutFilters } from '../../src/provenance/parse-git-config.js';

test('filters count only where the repository defines them', () => {
  const output = [
    ...['system', 'filter.lfs.clean\ngit-lfs clean -- %f', 'global', 'filter.lfs.required\ntrue'],
    ...[
      'local',
      'filter.a.b.clean\nx',
      'worktree',
      'filter.c.process\ny',
      'command',
      'filter.d.clean\nz',
      'local',
      'filter.e.required',
      '',
    ],
  ].join('\0');
  expect(parseGitConfiguration(output, true).filters).toEqual(['a.b', 'c', 'e']);
});

test('without scopes every filter is taken for the repository’s', () => {
  expect(parseGitConfiguration('filter.lfs.clean\nx\0core.worktree\n../w\0', false)).toEqual({
    remote: undefined,
    filters: ['lfs'],
    worktreeElsewhere: true,
  });
});

test('origin goes before other remotes, and its first address before others', () => {
  const other = 'local\0remote.fork.url\nfork\0';
  const origin = 'local\0remote.origin.url\nfirst\0local\0remote.origin.url\nsecond\0';
  expect(parseGitConfiguration(other + origin, true).remote).toBe('first');
  expect(parseGitConfiguration(other, true).remote).toBe('fork');
});

test('a filter whose name git cannot take on its command line is refused', () => {
  expect(withoutFilters(['lfs'])).toEqual(['filter.lfs.clean=', 'filter.lfs.process=', 'filter.lfs.required=false']);
  expect(withoutFilters(['lfs', 'a=b'])).toBeUndefined();
});
