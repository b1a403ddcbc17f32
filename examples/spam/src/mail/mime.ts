/** What a person reads of a mail: its subject and its text, decoded, without markup and without attachments. */
export interface MailText {
  readonly subject: string;
  readonly body: string;
}

type Headers = ReadonlyMap<string, string>;

/**
 * Reads a raw mail. All headers but the subject are dropped on purpose: in a corpus collected from a few mailboxes and lists,
 * `Received`, `List-Id`, `X-Spam-Status` or `Delivered-To` tell where a mail was filed, not what it is.
 */
export function readMail(raw: string): MailText {
  const { headers, body } = splitHead(raw);
  return { subject: decodeWords(headers.get('subject') ?? ''), body: textOf(headers, body) };
}

function splitHead(raw: string): { headers: Headers; body: string } {
  const text = raw.replaceAll('\r\n', '\n');
  const end = text.indexOf('\n\n');
  const head = end < 0 ? text : text.slice(0, end);
  const headers = new Map<string, string>();
  for (const line of head.replace(/\n[ \t]+/g, ' ').split('\n')) {
    const [, name, value] = /^([\w-]+):\s*(.*)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined && !headers.has(name.toLowerCase())) {
      headers.set(name.toLowerCase(), value);
    }
  }
  return { headers, body: end < 0 ? '' : text.slice(end + 2) };
}

function textOf(headers: Headers, body: string): string {
  const contentType = headers.get('content-type') ?? 'text/plain';
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  const boundary = /boundary\s*=\s*(?:"([^"]+)"|([^\s;]+))/i.exec(contentType);
  if (type.startsWith('multipart/') && boundary !== null) {
    return textOfParts(type, splitParts(body, boundary[1] ?? boundary[2] ?? ''));
  }
  if (type === 'message/rfc822') {
    const inner = splitHead(body);
    return textOf(inner.headers, inner.body);
  }
  // Broken mailers write `Content-Type: text` or leave the type empty: only what is said to be something else is dropped.
  if (/^(application|image|audio|video)\//.test(type)) {
    return '';
  }
  const decoded = decodeBody(headers.get('content-transfer-encoding') ?? '', body);
  return type === 'text/html' || /<(html|body|table|font)\b/i.test(decoded) ? htmlToText(decoded) : decoded;
}

function splitParts(body: string, boundary: string): string[] {
  return `\n${body}`
    .split(`\n--${boundary}`)
    .slice(1)
    .filter((part) => !part.startsWith('--'));
}

function textOfParts(type: string, parts: readonly string[]): string {
  const texts = parts
    .map((part) => splitHead(part.replace(/^[^\n]*\n/, '')))
    .map(({ headers, body }) => textOf(headers, body))
    .filter((text) => text.trim() !== '');
  // The parts of an alternative say the same thing again, the plainest first.
  return type === 'multipart/alternative' ? (texts[0] ?? '') : texts.join('\n');
}

function decodeBody(encoding: string, body: string): string {
  switch (encoding.trim().toLowerCase()) {
    case 'base64':
      return Buffer.from(body, 'base64').toString('utf8');
    case 'quoted-printable':
      return decodeQuotedPrintable(body);
    default:
      return body;
  }
}

/** Bytes beyond ASCII become U+FFFD, as the dataset itself has made of almost all of them in mails sent unencoded. */
function decodeQuotedPrintable(text: string): string {
  return text.replace(/=[ \t]*\n/g, '').replace(/=([0-9a-f]{2})/gi, (_, hex: string) => {
    const code = Number.parseInt(hex, 16);
    return code < 0x80 ? String.fromCharCode(code) : '\ufffd';
  });
}

/** Decodes the encoded words of RFC 2047, such as `=?iso-8859-1?Q?caf=E9?=`. */
function decodeWords(value: string): string {
  return value.replace(/=\?[^?]*\?([bq])\?([^?]*)\?=/gi, (_, encoding: string, text: string) =>
    encoding.toLowerCase() === 'b'
      ? Buffer.from(text, 'base64').toString('utf8')
      : decodeQuotedPrintable(text.replaceAll('_', ' ')),
  );
}

function htmlToText(html: string): string {
  return (
    html
      .replace(/<(script|style)\b[\s\S]*?<\/\1\s*>/gi, ' ')
      // Without a space: spammers hide words from filters by comments inside them.
      .replace(/<!--[\s\S]*?-->/g, '')
      .replace(/<[/!?]?[a-z[][^>]*>/gi, ' ')
      .replace(/&nbsp;?/gi, ' ')
      .replace(/&amp;?/gi, '&')
      .replace(/&#(\d{1,5});?/g, (_, code: string) => String.fromCharCode(Number(code)))
      .replace(/&[a-z]{2,8};?/gi, ' ')
  );
}
