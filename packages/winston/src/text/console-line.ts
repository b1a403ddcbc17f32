import type { LogLevel } from '@huldra/core';
import { coloured, levelStyles } from './colours.js';
import type { Segment } from './events.js';
import { harmlessBlock, harmlessWord } from './harmless.js';

export interface ConsoleLine {
  readonly time: Date;
  readonly level: LogLevel;
  /** How many requests lie above the one that the line is about. */
  readonly depth: number;
  /** `file:line` without folders; `huldra` stands in its place where nobody's source is concerned. */
  readonly at: string | undefined;
  readonly segments: readonly Segment[];
}

const timeWidth = 'HHMMSS '.length;

/** `HHMMSS file.ts:12 message`, the place coloured by the level, ended by a newline; lines of nested requests are indented. */
export function consoleLine({ time, level, depth, at, segments }: ConsoleLine, isColoured: boolean): string {
  const paint = (style: Segment['style'], text: string): string =>
    isColoured && style !== undefined ? coloured(style, text) : text;
  const clock = time.toTimeString().slice(0, 8).replaceAll(':', '');
  const indent = '  '.repeat(depth);
  const place = paint(levelStyles[level], harmlessWord(at ?? 'huldra'));
  const further = ' '.repeat(timeWidth) + indent;
  const message = segments.map(({ text, style }) => paint(style, harmlessBlock(text, further))).join('');
  return `${paint('gray', clock)} ${indent}${place} ${message}\n`;
}
