import { redactLine } from './redact.js';
import { leavesValueOpen, redacted, redactLiterals } from './redact-assignment.js';

/** Files that hold nothing but secrets, whose lines need not look like any. */
const secretFile = new RegExp(
  '^(?:---|\\+\\+\\+) .*[/"](?:\\.env(?:\\.[^/]*)?|\\.netrc|\\.npmrc|\\.pypirc|\\.pgpass|\\.htpasswd|\\.git-credentials|id_[a-z0-9]+' +
    '|[^/]*\\.(?:pem|key|p12|pfx|jks|ppk|keystore|kdbx|tfvars)|(?:credentials|secrets?)(?:\\.(?:json|ya?ml|toml|ini|env))?)"?\\t?$',
  'i',
);

const keyBegins = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY[A-Z ]{0,10}-----/;
const keyEnds = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY[A-Z ]{0,10}-----/;
/** Lines that may stand inside a key: one word, perhaps in quotes, or a header such as `DEK-Info: …`. */
const insideKey = /^[\s"'`>|*#]*(?:[A-Za-z0-9+/=\\]*|(?:Proc-Type|DEK-Info|Version|Comment):.*)["'`,;+\s\\]*$/;
/** A line of key material, when the block's beginning lies outside of the hunk. */
const encoded = /^(?=.*\d)[\s"'`>|*#]*[A-Za-z0-9+/]{48,}={0,2}(?:\\n)?["'`,;+\s\\]*$/;
const loneValue = /^\s*(?:["'`].*["'`][\s,;)\]}]*|- .*)$/;

/** Which side of the diff a line belongs to, as bits: a key that is replaced by another ends on each side for itself. */
const sides: Readonly<Record<string, number>> = { '-': 1, '+': 2, ' ': 3 };

const indentation = (line: string): number => line.search(/\S|$/);

/** What earlier lines of a hunk say about the next one. */
class HunkReader {
  private openKeys = 0;
  private openValue: 'block' | 'next' | undefined;
  private valueIndentation = 0;

  constructor(private readonly everythingSecret: boolean) {}

  /** @param line without the first character, which is `mark` */
  redact(mark: string, line: string): string {
    if (this.everythingSecret) return redacted;
    return this.inKey(sides[mark] ?? 0, line) ?? this.inValue(line) ?? this.ordinary(line);
  }

  private inKey(side: number, line: string): string | undefined {
    if ((this.openKeys & side) !== 0) {
      if (keyEnds.test(line)) {
        this.openKeys &= ~side;
        return line.replace(/^.*(?=-----END)/, (before) => (before.trim() === '' ? before : redacted));
      }
      if (insideKey.test(line)) return redacted;
      // Somebody only wrote about keys.
      this.openKeys &= ~side;
    }
    const begins = keyBegins.exec(line);
    if (begins === null) return encoded.test(line) ? redacted : undefined;
    const head = line.slice(0, begins.index + begins[0].length);
    const tail = line.slice(head.length);
    const ends = keyEnds.exec(tail);
    if (ends !== null) return `${redactLine(head)}${redacted}${redactLine(tail.slice(ends.index))}`;
    this.openKeys |= side;
    return tail.trim() === '' ? line : head + redacted;
  }

  private inValue(line: string): string | undefined {
    const kind = this.openValue;
    if (kind === 'block' && (line.trim() === '' || indentation(line) > this.valueIndentation)) return redacted;
    if (kind === 'next' && loneValue.test(line)) return /^\s*- /.test(line) ? redacted : redactLiterals(line);
    this.openValue = undefined;
    return undefined;
  }

  private ordinary(line: string): string {
    this.openValue = leavesValueOpen(line);
    this.valueIndentation = indentation(line);
    return redactLine(line);
  }
}

/**
 * A unified diff with the secrets on its lines replaced, the number of lines unchanged, and without the headers of files that differ
 * in nothing but their times, which git prints when it may not refresh its index.
 */
export function redactDiff(diff: string): { readonly text: string; readonly redactedLines: number } {
  const lines: string[] = [];
  let redactedLines = 0;
  let everythingSecret = false;
  let header = false;
  let reader = new HunkReader(false);
  const dropEmptyHeader = () => {
    if (header && lines.at(-1)?.startsWith('diff --git ') === true) lines.pop();
  };
  for (const line of diff.split('\n')) {
    const mark = line.slice(0, 1);
    let kept = line;
    if (line.startsWith('diff --git ')) {
      dropEmptyHeader();
      header = true;
      everythingSecret = false;
    } else if (line.startsWith('@@ ')) {
      header = false;
      reader = new HunkReader(everythingSecret);
      // Behind the numbers git repeats a line of the file.
      kept = line.replace(
        /^(@@ [^@]* @@ )(.+)$/,
        (_, numbers: string, text: string) => numbers + reader.redact(' ', text),
      );
    } else if (header) everythingSecret ||= secretFile.test(line);
    else if (mark in sides) kept = mark + reader.redact(mark, line.slice(1));
    if (kept !== line) redactedLines += 1;
    lines.push(kept);
  }
  if (lines.at(-1) === '') lines.pop();
  dropEmptyHeader();
  return { text: lines.map((line) => `${line}\n`).join(''), redactedLines };
}
