/** How answers and truth meet. Spam is the positive answer. */
export interface Confusion {
  readonly spamCaught: number;
  readonly spamMissed: number;
  readonly hamPassed: number;
  readonly hamBlocked: number;
}

export interface Scores {
  readonly accuracy: number;
  /** Of what was called spam, the share that is. */
  readonly precision: number;
  /** Of all spam, the share that was found. */
  readonly recall: number;
  readonly confusion: Confusion;
}

/** Scores probabilities of spam against labels (1 is spam); a share of nothing is 0. */
export function score(probabilities: Float64Array, labels: Uint8Array, threshold = 0.5): Scores {
  const confusion = { spamCaught: 0, spamMissed: 0, hamPassed: 0, hamBlocked: 0 };
  for (const [index, probability] of probabilities.entries()) {
    const calledSpam = probability >= threshold;
    if (labels[index] === 1) {
      confusion[calledSpam ? 'spamCaught' : 'spamMissed'] += 1;
    } else {
      confusion[calledSpam ? 'hamBlocked' : 'hamPassed'] += 1;
    }
  }
  const { spamCaught, spamMissed, hamPassed, hamBlocked } = confusion;
  return {
    accuracy: share(spamCaught + hamPassed, probabilities.length),
    precision: share(spamCaught, spamCaught + hamBlocked),
    recall: share(spamCaught, spamCaught + spamMissed),
    confusion,
  };
}

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
