import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { IsInt, IsPositive } from 'class-validator';
import { Artifact, type CreateContext, Field, Huldra, type LoadContext } from 'huldra';
import type { Examples } from '../learning/logistic-regression.js';
import { matrixFromBytes, matrixToBytes } from '../learning/sparse-matrix.js';
import { bySide, SIDES, type Side } from '../mail/split.js';
import { tokeniseMail } from '../text/tokenise.js';
import { vectorise } from '../text/vectorise.js';
import { buildVocabulary, type Vocabulary } from '../text/vocabulary.js';
import { Corpus } from './corpus.js';

export interface FeatureSet {
  readonly vocabulary: Vocabulary;
  readonly examples: Readonly<Record<Side, Examples>>;
}

/** Mails as rows of numbers, one column per word. The vocabulary is built from the training mail alone. */
@Artifact()
export class Features extends Huldra<FeatureSet> {
  @Field(() => Corpus) corpus = Corpus.of();
  @Field({ doc: 'words in fewer training mails are left out' }) @IsInt() @IsPositive() minDocumentFrequency = 3;
  @Field({ doc: 'at most this many words' }) @IsInt() @IsPositive() vocabularySize = 10_000;

  async create({ dir, log }: CreateContext): Promise<FeatureSet> {
    const mails = await this.corpus.loadOrCreate();
    const words = bySide((side) => mails[side].map(tokeniseMail));
    const vocabulary = buildVocabulary(words.training, {
      minDocumentFrequency: this.minDocumentFrequency,
      size: this.vocabularySize,
    });
    log.info(`vocabulary of ${vocabulary.words.length} words`);
    writeFileSync(join(dir, 'vocabulary.json'), JSON.stringify(vocabulary));

    const examples = bySide((side) => ({
      rows: vectorise(words[side], vocabulary),
      labels: Uint8Array.from(mails[side], ({ spam }) => (spam ? 1 : 0)),
    }));
    for (const side of SIDES) {
      writeFileSync(join(dir, `${side}.rows.bin`), matrixToBytes(examples[side].rows));
      writeFileSync(join(dir, `${side}.labels.bin`), examples[side].labels);
    }
    return { vocabulary, examples };
  }

  load({ dir }: LoadContext): FeatureSet {
    const vocabulary: Vocabulary = JSON.parse(readFileSync(join(dir, 'vocabulary.json'), 'utf8'));
    const examples = bySide((side) => ({
      rows: matrixFromBytes(readFileSync(join(dir, `${side}.rows.bin`))),
      labels: readFileSync(join(dir, `${side}.labels.bin`)),
    }));
    return { vocabulary, examples };
  }
}
