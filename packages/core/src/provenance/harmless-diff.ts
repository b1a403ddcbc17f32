import type { GitDiff } from './git-snapshot.js';
import { wholeLines } from './redact.js';
import { redactDiff } from './redact-diff.js';

/** What is kept of a diff. */
export const diffLimitBytes = 1_000_000;

/**
 * A diff, in whole lines, as it may be written down: redacted, and cut at the limit.
 *
 * @param totalBytes undefined when the end is missing already
 */
export function harmlessDiff(diff: string, totalBytes: number | undefined): GitDiff {
  const { text, redactedLines } = redactDiff(diff);
  const bytes = Buffer.from(text);
  // Redaction can lengthen a text of many short values.
  const long = bytes.length > diffLimitBytes;
  return {
    text: long ? wholeLines(bytes, diffLimitBytes) : text,
    truncated: totalBytes === undefined || long,
    totalBytes,
    redactedLines,
  };
}
