import { randomSource, shuffle } from './random.js';
import { rowCount, type SparseMatrix } from './sparse-matrix.js';

/** Rows with a known answer each: 1 or 0. */
export interface Examples {
  readonly rows: SparseMatrix;
  readonly labels: Uint8Array;
}

export interface TrainingOptions {
  readonly epochs: number;
  /** First step size; it falls as 1 / sqrt(epoch). */
  readonly learningRate: number;
  /** Strength of the pull of all weights towards zero. */
  readonly l2: number;
  readonly seed: number;
  /** Called after each epoch with the mean loss (in nats) that was met on the way. */
  readonly onEpoch?: (epoch: number, loss: number) => void;
}

/** A linear model of the probability that a row's answer is 1. */
export interface LinearModel {
  readonly weights: Float64Array;
  readonly bias: number;
}

/** Every example moves the bias, so at full pace it would jitter, and results would depend on the seed. */
const BIAS_PACE = 0.02;

/**
 * Logistic regression by stochastic gradient descent. The weights are kept as `scale × weights`, so that the decay of all of
 * them costs one multiplication per example (Bottou, "Stochastic Gradient Descent Tricks", 2012).
 */
export function trainLogisticRegression(examples: Examples, columns: number, options: TrainingOptions): LinearModel {
  const { starts, columns: column, values } = examples.rows;
  const order = Uint32Array.from({ length: rowCount(examples.rows) }, (_, index) => index);
  const random = randomSource(options.seed);
  const weights = new Float64Array(columns);
  let scale = 1;
  let bias = 0;
  for (let epoch = 1; epoch <= options.epochs; epoch++) {
    shuffle(order, random);
    const step = options.learningRate / Math.sqrt(epoch);
    const decay = 1 - Math.min(0.5, step * options.l2);
    let loss = 0;
    for (const row of order) {
      const from = starts[row] ?? 0;
      const to = starts[row + 1] ?? from;
      let sum = 0;
      for (let place = from; place < to; place++) {
        sum += (weights[column[place] ?? 0] ?? 0) * (values[place] ?? 0);
      }
      const label = examples.labels[row] ?? 0;
      const error = sigmoid(bias + scale * sum) - label;
      loss -= Math.log(Math.max(1e-12, 1 - Math.abs(error)));
      scale *= decay;
      bias -= BIAS_PACE * step * error;
      for (let place = from; place < to; place++) {
        const at = column[place] ?? 0;
        weights[at] = (weights[at] ?? 0) - (step * error * (values[place] ?? 0)) / scale;
      }
    }
    // Folded in once per epoch, before the shrinking factor runs out of digits.
    for (let at = 0; at < columns; at++) {
      weights[at] = (weights[at] ?? 0) * scale;
    }
    scale = 1;
    options.onEpoch?.(epoch, loss / Math.max(1, order.length));
  }
  return { weights, bias };
}

/** The model's probability of 1 for each row. */
export function predict(model: LinearModel, { starts, columns, values }: SparseMatrix): Float64Array {
  return Float64Array.from({ length: starts.length - 1 }, (_, row) => {
    let sum = model.bias;
    for (let place = starts[row] ?? 0; place < (starts[row + 1] ?? 0); place++) {
      sum += (model.weights[columns[place] ?? 0] ?? 0) * (values[place] ?? 0);
    }
    return sigmoid(sum);
  });
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
