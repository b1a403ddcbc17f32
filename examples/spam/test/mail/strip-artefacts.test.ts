import { expect, test } from '@jest/globals';
import { stripArtefacts } from '../../src/mail/strip-artefacts.js';

const bodyOf = (body: string): string => stripArtefacts({ subject: '', body }).body;

test('the tag that a list puts into subjects is removed, replies stay replies', () => {
  const subjectOf = (subject: string): string => stripArtefacts({ subject, body: '' }).subject;
  expect(subjectOf('[ILUG] mail server')).toBe('mail server');
  expect(subjectOf('Re: [Razor-users] mail server')).toBe('Re: mail server');
  expect(subjectOf('mail [2]')).toBe('mail [2]');
});

test('list footers are removed', () => {
  expect(bodyOf('text\n_______________________________________________\nSpamassassin-Sightings mailing list')).toBe(
    'text',
  );
  expect(bodyOf("text\n-- \nIrish Linux Users' Group: ilug@linux.ie")).toBe('text');
});

test('a line of dashes far from the end is not taken for a footer', () => {
  const body = ['above', '-'.repeat(40), ...Array.from({ length: 30 }, (_, line) => `line ${line}`)].join('\n');
  expect(bodyOf(body)).toBe(body);
});

test('what the collectors and the feeds wrote into mails is removed, and so are the months', () => {
  expect(bodyOf('URL: http://news.example/1\nDate: Not supplied\n\nstory')).toBe('story');
  expect(bodyOf('dear zzzz@spamassassin.taint.org this August').split(/\s+/)).toEqual(['dear', 'this']);
});
