import { createHash } from 'node:crypto';
import { edit, textOf, treeOf } from './json-tree.js';
import { type ByteEdit, type MemberEdit, placeIn } from './mutation.js';

/* Damage to the contents of files. The checksums are computed here again, from docs/files.md and not by huldra's code. */

function sha256(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex');
}

const zero = 0x30;
const isDigit = (byte: number): boolean => byte >= zero && byte < zero + 10;

export function editBytes(content: Buffer, edits: readonly ByteEdit[]): Buffer {
  return edits.reduce(editOnce, content);
}

function editOnce(content: Buffer, change: ByteEdit): Buffer {
  const at = placeIn(content.length, change.at);
  const before = content.subarray(0, at);
  switch (change.edit) {
    case 'flip': {
      const flipped = Buffer.from(content);
      if (at < flipped.length) flipped[at] = (flipped[at] ?? 0) ^ (1 << change.bit);
      return flipped;
    }
    case 'digit': {
      const changed = Buffer.from(content);
      const place = changed.findIndex((byte, index) => index >= at && isDigit(byte));
      if (place >= 0) changed[place] = zero + (((changed[place] ?? zero) - zero + change.by) % 10);
      return changed;
    }
    case 'cut off':
      return before;
    case 'insert':
      return Buffer.concat([before, Buffer.from(change.bytes), content.subarray(at)]);
    case 'overwrite':
      return Buffer.concat([before, Buffer.from(change.bytes), content.subarray(at + change.bytes.length)]);
    case 'delete':
      return Buffer.concat([before, content.subarray(at + change.length)]);
    case 'repeat':
      return Buffer.concat([content.subarray(0, at + change.length), content.subarray(at)]);
  }
}

const recordTail = /,\n {2}"checksum": "[0-9a-f]{64}"\n\}\n$/;

/** A record with other members and a checksum that is right for them. */
export function editRecord(content: Buffer, edits: readonly MemberEdit[], bytes: readonly ByteEdit[]): Buffer {
  const text = content.toString('utf8');
  const tree = treeOf(JSON.parse(text.replace(recordTail, '\n}')));
  for (const change of edits) edit(tree, change);
  const members = textOf(tree).slice(1, -1);
  const head = Buffer.concat([editBytes(Buffer.from(`{\n  ${members}`), bytes), Buffer.from(',\n  ')]);
  return Buffer.concat([head, Buffer.from(`"checksum": "${sha256(head)}"\n}\n`)]);
}

/** The same for one line among others. */
export function editLine(content: Buffer, edits: readonly MemberEdit[], bytes: readonly ByteEdit[]): Buffer {
  const lines = content.toString('utf8').split('\n').filter(Boolean);
  const chosen = placeIn(lines.length, edits[0]?.at ?? 0);
  const tree = treeOf(JSON.parse((lines[chosen] ?? '{}').replace(/,"check":"[0-9a-f]{8}"\}$/, '}')));
  for (const change of edits) edit(tree, change);
  const head = Buffer.concat([editBytes(Buffer.from(textOf(tree).slice(0, -1)), bytes), Buffer.from(',')]);
  const line = Buffer.concat([head, Buffer.from(`"check":"${sha256(head).slice(0, 8)}"}`)]);
  const [before, after] = [lines.slice(0, chosen), lines.slice(chosen + 1)];
  const joined = [...before.map((text) => Buffer.from(text)), line, ...after.map((text) => Buffer.from(text))];
  return Buffer.concat(joined.flatMap((bytesOfLine) => [Buffer.from('\n'), bytesOfLine]));
}

/** A record as huldra writes it. */
export function sealed(record: object): Buffer {
  const head = `${JSON.stringify(record, null, 2).slice(0, -2)},\n  `;
  return Buffer.from(`${head}"checksum": "${sha256(head)}"\n}\n`);
}

/** A record as a later huldra may write it. */
export function makeNewer(content: Buffer): Buffer {
  const head = content
    .toString('utf8')
    .replace(recordTail, ',\n  ')
    .replace('"schemaVersion": 1', '"schemaVersion": 2');
  return Buffer.from(`${head}"checksum": "${sha256(head)}"\n}\n`);
}
