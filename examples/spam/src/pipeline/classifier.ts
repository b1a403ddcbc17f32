import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { IsInt, IsPositive, Min } from 'class-validator';
import { Artifact, Create, type CreateContext, Field, Load, type LoadContext } from 'huldra';
import { type LinearModel, trainLogisticRegression } from '../learning/logistic-regression.js';
import { Features } from './features.js';

/**
 * A spam filter: a class without a base class, whose methods have names of their own. `@Create()` and `@Load()` say what
 * they are for, and the functions `of`, `loadOrCreate`, … take its instances.
 */
@Artifact()
export class Classifier {
  @Field(() => Features) features = Features.of();
  @Field() @IsPositive() learningRate = 1;
  @Field({ doc: 'how strongly weights are pulled towards zero' }) @Min(0) l2 = 1e-5;
  @Field() @IsInt() @IsPositive() epochs = 20;
  @Field() @IsInt() seed = 1;

  @Create()
  async train({ dir, metric, progress }: CreateContext): Promise<LinearModel> {
    const { vocabulary, examples } = await this.features.loadOrCreate();
    const model = trainLogisticRegression(examples.training, vocabulary.words.length, {
      epochs: this.epochs,
      learningRate: this.learningRate,
      l2: this.l2,
      seed: this.seed,
      onEpoch: (epoch, loss) => {
        metric('loss', loss, epoch);
        progress(epoch, this.epochs, 'epochs');
      },
    });
    writeFileSync(join(dir, 'model.json'), JSON.stringify({ bias: model.bias, weights: [...model.weights] }));
    return model;
  }

  @Load()
  restore({ dir }: LoadContext): LinearModel {
    const stored: { bias: number; weights: number[] } = JSON.parse(readFileSync(join(dir, 'model.json'), 'utf8'));
    return { bias: stored.bias, weights: Float64Array.from(stored.weights) };
  }
}
