import { stripVTControlCharacters } from 'node:util';
import type { PlanNode } from '../plan-node.js';

/** One line that cannot drive the terminal or forge others: names and messages come from elsewhere. */
export function harmless(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/\s*\n\s*/g, ' ')
    .replace(
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
      /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
}

/** `TrainModel 3f9a12c`. */
export function nameOf({ ref }: PlanNode): string {
  return harmless(`${ref.className} ${ref.hash.slice(0, 7)}`);
}

export function widthOf(text: string): number {
  return [...text].length;
}

/** A text of at most so many characters; what was cut is shown by an ellipsis. */
export function fitted(text: string, width: number): string {
  const characters = [...text];
  if (characters.length <= width) return text;
  return width < 1 ? '' : `${characters.slice(0, width - 1).join('')}…`;
}

/** A text broken between words into lines of at most so many characters; what does not fit into them is cut. */
export function wrapped(text: string, width: number, maxLines: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line === '' || widthOf(longer) <= width) {
      line = longer;
      continue;
    }
    lines.push(line);
    line = word;
  }
  lines.push(line);
  const last = lines.slice(maxLines - 1).join(' ');
  return [...lines.slice(0, maxLines - 1), ...(last === '' ? [] : [last])].map((each) => fitted(each, width));
}

export function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

/** `120 ms`, `4.2 s`, `12 min`, `3 h 5 min`, `2 d 4 h`. */
export function duration(ms: number): string {
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 59.95) return `${seconds < 9.95 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const [unit, small, large] = minutes < 24 * 60 ? ([60, 'min', 'h'] as const) : ([24 * 60, 'h', 'd'] as const);
  const rest = unit === 60 ? minutes % 60 : Math.floor((minutes % unit) / 60);
  return `${Math.floor(minutes / unit)} ${large}${rest === 0 ? '' : ` ${rest} ${small}`}`;
}

/** `3 artifacts`. */
export function counted(count: number, what: string): string {
  return `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`;
}
