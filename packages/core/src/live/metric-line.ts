import { isPlainObject } from '../values/index.js';
import { numberText, restoreNumber } from './stored-number.js';

/** A value that `context.metric` recorded. */
export interface Metric {
  /** When, ISO 8601. */
  readonly at: string;
  readonly name: string;
  readonly value: number;
  readonly step?: number;
}

/** A line of `metrics.jsonl`, with its newline. `quotedName` is the name as JSON, which the caller keeps: names come again and again. */
export function metricLine(at: string, quotedName: string, value: number, step: number | undefined): string {
  const end = step === undefined ? '}\n' : `,"step":${numberText(step)}}\n`;
  return `{"at":"${at}","name":${quotedName},"value":${numberText(value)}${end}`;
}

/** The metric of a line; undefined for a line that was torn or is none of ours. */
export function parseMetric(line: string): Metric | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!isPlainObject(parsed)) return undefined;
  const { at, name } = parsed;
  const value = restoreNumber(parsed.value);
  const step = restoreNumber(parsed.step);
  if (typeof at !== 'string' || typeof name !== 'string' || value === undefined) return undefined;
  return { at, name, value, ...(step === undefined ? {} : { step }) };
}
