import { expect, test } from '@jest/globals';
import { tokenise, tokeniseMail } from '../../src/text/tokenise.js';

test('words are lower-cased, and very short and very long ones are left out', () => {
  const text = "The IT dept. can't say: well-known antidisestablishmentarianism";
  expect(tokenise(text)).toEqual(['the', 'dept', "can't", 'say', 'well-known']);
});

test('links, addresses, sums and shouting become one word for each kind', () => {
  expect(tokenise('Send $1,000 to me@here.org or http://pay.example/now?x=1 !!!')).toEqual([
    'send',
    '#money',
    '#address',
    '#link',
    '#shouting',
  ]);
});

test('the same word in the subject is another word', () => {
  expect(tokeniseMail({ subject: 'Free', body: 'free' })).toEqual(['subject:free', 'free']);
});
