import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { GitDiff } from './git-snapshot.js';
import { diffLimitBytes, harmlessDiff } from './harmless-diff.js';
import { whenPatienceEnds } from './patience.js';
import { wholeLines } from './redact.js';

/** Where git, too, looks for a null character to tell binary files from text. */
const sniffedBytes = 8_000;

interface Content {
  readonly bytes: Buffer;
  readonly isWhole: boolean;
}

/**
 * What untracked files hold, as the diff that would add them: so one rule redacts and caps it all, and `git apply` puts it back. Of
 * binary files, and of what is no regular file, only the name. Undefined when the files gave no answer in time.
 */
export function readUntracked(root: string, names: readonly string[], timeoutMs: number): Promise<GitDiff | undefined> {
  return new Promise((resolve) => {
    const end = whenPatienceEnds(timeoutMs, () => resolve(undefined));
    readAll(root, names)
      .then(resolve, () => resolve(undefined))
      .finally(end);
  });
}

async function readAll(root: string, names: readonly string[]): Promise<GitDiff> {
  let text = '';
  let totalBytes = 0;
  let isWhole = true;
  for (const name of names) {
    const left = diffLimitBytes - totalBytes;
    if (left <= 0) return harmlessDiff(text, undefined);
    const content = await readContent(join(root, name), left);
    if (content === undefined) continue;
    const added = addition(name, content);
    text += added;
    totalBytes += Buffer.byteLength(added);
    isWhole &&= content.isWhole;
  }
  return harmlessDiff(text, isWhole ? totalBytes : undefined);
}

/** At most `limit` bytes of a regular file; undefined for anything else, and for what may not be read. */
async function readContent(path: string, limit: number): Promise<Content | undefined> {
  let file: FileHandle | undefined;
  try {
    // Neither a link that leads elsewhere nor a fifo that never answers.
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const found = await file.stat();
    if (!found.isFile()) return undefined;
    const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(found.size, limit)), 0);
    return { bytes: buffer.subarray(0, bytesRead), isWhole: bytesRead >= found.size };
  } catch {
    // Removed since git listed it, or not ours to read.
    return undefined;
  } finally {
    await file?.close();
  }
}

function addition(name: string, { bytes, isWhole }: Content): string {
  const quoted = (path: string) => (/["\\\p{Cc}]/u.test(path) ? JSON.stringify(path) : path);
  const paths = [quoted(`a/${name}`), quoted(`b/${name}`)] as const;
  const head = `diff --git ${paths.join(' ')}\nnew file mode 100644\n`;
  if (bytes.subarray(0, sniffedBytes).includes(0)) return `${head}Binary files /dev/null and ${paths[1]} differ\n`;
  const text = isWhole ? bytes.toString('utf8') : wholeLines(bytes, bytes.length);
  if (text === '') return head;
  const hasEnd = text.endsWith('\n');
  const lines = (hasEnd ? text.slice(0, -1) : text).split('\n');
  const body = lines.map((line) => `+${line}\n`).join('');
  const end = hasEnd ? '' : '\\ No newline at end of file\n';
  return `${head}--- /dev/null\n+++ ${paths[1]}\n@@ -0,0 +1,${lines.length} @@\n${body}${end}`;
}
