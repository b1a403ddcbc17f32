import { IsIn } from 'class-validator';
import { Artifact, Field, Huldra, loadOrCreate, of } from 'huldra';
import { type LinearModel, predict } from '../learning/logistic-regression.js';
import { type Scores, score } from '../learning/scores.js';
import { SIDES, type Side } from '../mail/split.js';
import { Classifier } from './classifier.js';

/** How well a classifier does on mail that it has not seen. There is no `load`: what `create` returns is stored as JSON. */
@Artifact()
export class Evaluation extends Huldra<Scores> {
  @Field(() => Classifier) classifier = of(Classifier);
  @Field() @IsIn(SIDES) side: Side = 'held-out';

  async create(): Promise<Scores> {
    const model = await loadOrCreate<LinearModel>(this.classifier);
    const { examples } = await this.classifier.features.loadOrCreate();
    const { rows, labels } = examples[this.side];
    return score(predict(model, rows), labels);
  }
}
