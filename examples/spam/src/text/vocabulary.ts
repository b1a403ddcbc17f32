/** The words a model knows. A word's place in `words` is the number of its column. */
export interface Vocabulary {
  readonly words: readonly string[];
  /** Inverse document frequency of each word, smoothed as scikit-learn does it: ln((1 + n) / (1 + df)) + 1. */
  readonly weights: readonly number[];
}

export interface VocabularyLimits {
  /** Words in fewer documents than this are left out. */
  readonly minDocumentFrequency: number;
  /** At most this many words, the most frequent first. */
  readonly size: number;
}

/** Builds a vocabulary from the words of each document. Equal frequencies are ordered by code unit, so it never varies. */
export function buildVocabulary(documents: readonly (readonly string[])[], limits: VocabularyLimits): Vocabulary {
  const frequencies = new Map<string, number>();
  for (const words of documents) {
    for (const word of new Set(words)) {
      frequencies.set(word, (frequencies.get(word) ?? 0) + 1);
    }
  }
  const kept = [...frequencies]
    .filter(([, frequency]) => frequency >= limits.minDocumentFrequency)
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, limits.size);
  return {
    words: kept.map(([word]) => word),
    weights: kept.map(([, frequency]) => Math.log((1 + documents.length) / (1 + frequency)) + 1),
  };
}
