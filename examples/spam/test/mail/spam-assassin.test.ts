import { expect, test } from '@jest/globals';
import { toMail } from '../../src/mail/spam-assassin.js';

test('copies that came by different ways are one mail', () => {
  const text = (path: string): string => `Received: ${path}\nSubject: Offer\n\nBuy  two, get 3!`;
  const one = toMail({ id: '00001', group: 'spam-1', text: text('here') });
  const other = toMail({ id: '00002', group: 'spam-2', text: text('there').replace('two,', 'TWO') });
  expect(one?.id).toBe(other?.id);
  expect(one).toMatchObject({ source: 'spam-1/00001', spam: true, subject: 'Offer' });
});

test('ham is not spam, and a mail without words is none', () => {
  expect(toMail({ id: '1', group: 'hard-ham-1', text: 'Subject: news\n\nhello' })?.spam).toBe(false);
  expect(toMail({ id: '2', group: 'easy-ham-1', text: 'From: a\n\n12 34' })).toBeUndefined();
});
