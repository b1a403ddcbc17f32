import { readdirSync } from 'node:fs';
import { DeclarationError } from '../errors/index.js';
import { LineReader, type Metric, type Progress, parseMetric, readProgress } from '../live/index.js';
import {
  type ArtifactLayout,
  attemptEpoch,
  attemptFiles,
  isAttemptId,
  isMissing,
  readingError,
} from '../store/index.js';
import { findPublished } from './published.js';
import { type Target, targetOf } from './target.js';

export interface AttemptChoice {
  /** An attempt's id; without it the published attempt, or else the latest. */
  readonly attempt?: string;
}

/**
 * What `context.metric` recorded in an attempt, in order; of a running one what has been written so far, which lags behind by a
 * quarter of a second at most. Lines that were torn are left out. Reads files only, whoever computes.
 */
export function metricsOf(artifact: object, choice: AttemptChoice = {}): readonly Metric[] {
  const found = chooseAttempt(targetOf(artifact), choice);
  if (found === undefined) return [];
  const reader = new LineReader(attemptFiles(found.layout, found.attempt).metrics);
  const metrics: Metric[] = [];
  for (let lines = reader.next(); lines !== undefined; lines = reader.next()) {
    for (const line of lines) {
      const metric = parseMetric(line);
      if (metric !== undefined) metrics.push(metric);
    }
  }
  return metrics;
}

/** How far an attempt said it had come, at most a quarter of a second ago; undefined when it said nothing. */
export function progressOf(artifact: object, choice: AttemptChoice = {}): Progress | undefined {
  const found = chooseAttempt(targetOf(artifact), choice);
  return found === undefined ? undefined : readProgress(attemptFiles(found.layout, found.attempt).progress);
}

export interface ChosenAttempt {
  readonly layout: ArtifactLayout;
  readonly attempt: string;
}

/** The attempt that is meant; undefined when none was made. Throws `DeclarationError` for what is no attempt's id. */
export function chooseAttempt(target: Target, { attempt }: AttemptChoice): ChosenAttempt | undefined {
  if (attempt !== undefined) return { layout: target.layout, attempt: checked(attempt) };
  const published = findPublished(target);
  if (published !== undefined) return { layout: published.layout, attempt: published.success.attempt };
  const latest = attemptsOf(target.layout).at(-1);
  return latest === undefined ? undefined : { layout: target.layout, attempt: latest };
}

function checked(attempt: string): string {
  if (isAttemptId(attempt)) return attempt;
  throw new DeclarationError(
    `${JSON.stringify(attempt)} is no attempt's id, such as 00000001-7880fef39ec38184. Take it from context.attempt.id or from state().attempt.`,
  );
}

/** The ids of all attempts whose directories are there, the latest last. */
export function attemptsOf(layout: ArtifactLayout): readonly string[] {
  let names: string[];
  try {
    names = readdirSync(layout.attempts);
  } catch (error) {
    if (isMissing(error)) return [];
    throw readingError(error, layout.attempts);
  }
  return names.filter(isAttemptId).sort((a, b) => attemptEpoch(a) - attemptEpoch(b));
}
