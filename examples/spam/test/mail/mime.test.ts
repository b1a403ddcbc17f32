import { expect, test } from '@jest/globals';
import { readMail } from '../../src/mail/mime.js';

const mail = (...lines: string[]): string => lines.join('\n');

test('all headers but the subject are dropped', () => {
  const raw = mail('From: a@b.org', 'X-Spam-Status: Yes', 'List-Id: <ilug>', 'Subject: hello', ' again', '', 'text');
  expect(readMail(raw)).toEqual({ subject: 'hello again', body: 'text' });
});

test('a mail without a body and one without a head can be read', () => {
  expect(readMail('Subject: alone')).toEqual({ subject: 'alone', body: '' });
  expect(readMail('\n\ntext only')).toEqual({ subject: '', body: 'text only' });
});

test('encoded subjects and bodies are decoded', () => {
  const raw = mail(
    'Subject: =?iso-8859-1?Q?buy_now=21?=',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    'one=',
    'word =3D',
  );
  expect(readMail(raw)).toEqual({ subject: 'buy now!', body: 'oneword =' });
  const base64 = Buffer.from('free money').toString('base64');
  expect(readMail(mail('Content-Transfer-Encoding: base64', '', base64)).body).toBe('free money');
});

test('markup, comments inside words, scripts and styles do not reach the text', () => {
  const html = '<html><style>p { color: red }</style><p>vi<!-- x -->agra&nbsp;for <b>you</b></p><script>run()</script>';
  expect(
    readMail(mail('Content-Type: text/html', '', html))
      .body.trim()
      .split(/\s+/),
  ).toEqual(['viagra', 'for', 'you']);
});

test('attachments are dropped and of alternatives the plain one is read', () => {
  const raw = mail(
    'Content-Type: multipart/mixed; boundary="outer"',
    '',
    'preamble',
    '--outer',
    'Content-Type: multipart/alternative; boundary=inner',
    '',
    '--inner',
    'Content-Type: text/plain',
    '',
    'plain text',
    '--inner',
    'Content-Type: text/html',
    '',
    '<p>the same in colour</p>',
    '--inner--',
    '--outer',
    'Content-Type: application/zip',
    'Content-Transfer-Encoding: base64',
    '',
    'UEsDBA==',
    '--outer--',
    'epilogue',
  );
  expect(readMail(raw).body.trim()).toBe('plain text');
});
