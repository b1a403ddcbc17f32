import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ArrayNotEmpty, ArrayUnique, IsIn, IsInt, IsPositive, Max } from 'class-validator';
import { Artifact, type CreateContext, Field, Huldra, type LoadContext } from 'huldra';
import { GROUPS, type Group, type Mail, readRawMails, toMail } from '../mail/spam-assassin.js';
import { bySide, inSample, SIDES, type Side, sideOf } from '../mail/split.js';

export type SplitMails = Readonly<Record<Side, readonly Mail[]>>;

/** The mails of some groups, stripped, without copies, and divided into training, tuning and held-out mail. */
@Artifact()
export class Corpus extends Huldra<SplitMails> {
  @Field() @ArrayNotEmpty() @ArrayUnique() @IsIn(GROUPS, { each: true }) groups: readonly Group[] = GROUPS;
  @Field({ doc: 'share of the mails to use' }) @IsPositive() @Max(1) fraction = 1;
  @Field({ doc: 'which mails are used, and on which side of the split' }) @IsInt() seed = 1;

  async create({ dir, log, progress }: CreateContext): Promise<SplitMails> {
    const raw = await readRawMails(this.groups);
    log.info(`stripping ${raw.length} mails from ${this.groups.join(', ')}`);
    const mails = new Map<string, Mail>();
    for (const [index, rawMail] of raw.entries()) {
      const mail = toMail(rawMail);
      if (mail !== undefined && !mails.has(mail.id) && inSample(mail.id, this.seed, this.fraction)) {
        mails.set(mail.id, mail);
      }
      if (index % 500 === 0) {
        progress(index, raw.length, 'mails');
      }
    }
    const split = bySide((side) => [...mails.values()].filter(({ id }) => sideOf(id, this.seed) === side));
    for (const side of SIDES) {
      writeFileSync(join(dir, `${side}.jsonl`), split[side].map((mail) => `${JSON.stringify(mail)}\n`).join(''));
    }
    log.info(`kept ${SIDES.map((side) => `${split[side].length} ${side}`).join(', ')}`);
    return split;
  }

  load({ dir }: LoadContext): SplitMails {
    return bySide((side) => readLines(join(dir, `${side}.jsonl`)).map((line): Mail => JSON.parse(line)));
  }
}

function readLines(file: string): string[] {
  return readFileSync(file, 'utf8').split('\n').slice(0, -1);
}
