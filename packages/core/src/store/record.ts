import { isUtf8 } from 'node:buffer';
import { hash } from 'node:crypto';
import { CorruptArtifactError, HuldraError, NewerFormatError } from '../errors/index.js';
import { parseSafely } from './json-safety.js';

/*
 * A record is a JSON file that people can read and that proves itself: its last member is the SHA-256 of every byte before
 * that member, and what follows the digest is fixed, so no byte of the file can change unnoticed. A checksum over a part of
 * the content, or over the parsed content, lets altered files through.
 */

/** What a record may hold at most, in bytes. */
export const maxRecordBytes = 4 * 1024 * 1024;

const digestLength = 64;
const tailPattern = /^"checksum": "[0-9a-f]{64}"\n\}\n$/;
const tailOf = (digest: string): string => `"checksum": "${digest}"\n}\n`;
const tailLength = tailOf('').length + digestLength;
/** What stands between the last member and the checksum. */
const separator = ',\n  ';
/** How JSON.stringify ends an object with members. */
const end = '\n}';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The text of a record's file. Throws a HuldraError (`UNSTORABLE_RECORD`) for what `decodeRecord` would not read back: more than
 * `maxBytes`, too deep, a member named `__proto__`, `constructor` or `prototype`, or one named `checksum` at the top.
 */
export function encodeRecord(record: object, maxBytes = maxRecordBytes): string {
  const body = JSON.stringify(record, null, 2);
  const bytes = Buffer.from(body);
  const parsed = parseSafely(bytes, body);
  if (typeof parsed === 'string') throw unstorable(parsed);
  if (!isObject(parsed.value) || body === '{}') throw unstorable('is not an object with members');
  if ('checksum' in parsed.value) throw unstorable('has a member named checksum, which is reserved');
  if (bytes.length - end.length + separator.length + tailLength > maxBytes)
    throw unstorable(`is larger than ${maxBytes} bytes`);
  const head = body.slice(0, -end.length) + separator;
  return head + tailOf(hash('sha256', head));
}

/**
 * Reads a record, older or equal to `schemaVersion`, without its checksum member. Throws CorruptArtifactError when the file is
 * damaged, NewerFormatError when a newer huldra wrote it.
 */
export function decodeRecord(
  bytes: Uint8Array,
  path: string,
  schemaVersion: number,
  maxBytes = maxRecordBytes,
): Record<string, unknown> {
  if (bytes.length > maxBytes) throw damaged(path, `is larger than ${maxBytes} bytes`);
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const head = file.subarray(0, Math.max(file.length - tailLength, 0));
  const tail = file.toString('latin1', head.length);
  if (tail !== tailOf(hash('sha256', head))) throw damaged(path, complaintAbout(tail));

  if (!isUtf8(head)) throw damaged(path, 'is not UTF-8');
  const text = head.toString('utf8');
  if (!text.endsWith(separator)) throw damaged(path, 'has no member before its checksum');
  const parsed = parseSafely(head, `${text.slice(0, -separator.length)}}`);
  if (typeof parsed === 'string') throw damaged(path, parsed);
  if (!isObject(parsed.value)) throw damaged(path, 'is not an object');

  const version = parsed.value.schemaVersion;
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1)
    throw damaged(path, 'has no schemaVersion');
  if (version > schemaVersion) {
    throw new NewerFormatError(
      `${path} was written by a newer huldra (schemaVersion ${version}, this one reads up to ${schemaVersion}): upgrade huldra.`,
      { path },
    );
  }
  return parsed.value;
}

function complaintAbout(tail: string): string {
  if (tail === '') return 'is empty';
  return tailPattern.test(tail) ? 'does not match its checksum' : 'does not end in a checksum (cut off or overwritten)';
}

function damaged(path: string, complaint: string): CorruptArtifactError {
  return new CorruptArtifactError(
    `${path} is damaged: it ${complaint}. Restore it, or invalidate the artifact so that it is computed again.`,
    { path },
  );
}

function unstorable(complaint: string): HuldraError {
  return new HuldraError('UNSTORABLE_RECORD', `This record cannot be stored: it ${complaint}.`);
}

/*
 * Lines of an append-only file. Concurrent appends over a network file system tear lines, so each line proves itself: its last
 * member is the beginning of the SHA-256 of the text before that member.
 */

const checkLength = 8;
const lineTailOf = (check: string): string => `"check":"${check}"}`;
const lineTailLength = lineTailOf('').length + checkLength;
const checkOf = (head: string): string => hash('sha256', head).slice(0, checkLength);

/** The record as one line of JSON, without a newline. */
export function encodeLine(record: object): string {
  const body = JSON.stringify(record);
  if (!body.startsWith('{') || 'check' in record) {
    throw new TypeError('A line holds an object, and its member "check" is reserved.');
  }
  const head = body === '{}' ? '{' : `${body.slice(0, -1)},`;
  return head + lineTailOf(checkOf(head));
}

export interface DecodedLines {
  /** In the file's order, without their check member. */
  readonly records: readonly Record<string, unknown>[];
  /** How many lines were torn or altered, and left out. */
  readonly damaged: number;
}

/** Reads every sound line and passes over the others; never throws. */
export function decodeLines(text: string): DecodedLines {
  const records: Record<string, unknown>[] = [];
  let damaged = 0;
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const record = decodeLine(line);
    if (record === undefined) damaged += 1;
    else records.push(record);
  }
  return { records, damaged };
}

function decodeLine(line: string): Record<string, unknown> | undefined {
  const head = line.slice(0, Math.max(line.length - lineTailLength, 0));
  if (line.slice(head.length) !== lineTailOf(checkOf(head))) return undefined;
  const body = `${head.endsWith(',') ? head.slice(0, -1) : head}}`;
  const parsed = parseSafely(Buffer.from(body), body);
  return typeof parsed === 'string' || !isObject(parsed.value) ? undefined : parsed.value;
}
